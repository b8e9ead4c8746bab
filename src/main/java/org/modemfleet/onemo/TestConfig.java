package org.modemfleet.onemo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;

/**
 * +MQTTCFG, test command (manual 3.1). {@code AT+MQTTCFG=?} → {@code +MQTTCFG: "<key>",(<connect_ids>),(<values>)…} per
 * key that the model has.
 */
public record TestConfig() implements AtCommand<List<TestConfig.KeyCapability>> {

    /**
     * What a module says it takes for a key.
     *
     * @param connectIds such as {@code 0-5}
     * @param values per parameter, such as {@code 0,60-65535}; empty where the module names none
     */
    public record KeyCapability(String key, String connectIds, List<String> values) {}

    @Override
    public String body() {
        return "+MQTTCFG=?";
    }

    @Override
    public ResponseShape shape() {
        return ResponseShape.rows("+MQTTCFG");
    }

    @Override
    public Duration timeout() {
        return Timeouts.FINAL_RESULT;
    }

    @Override
    public List<KeyCapability> decode(List<AtLine> rows) throws AtDecodingException {
        List<KeyCapability> capabilities = new ArrayList<>();
        for (AtLine row : rows) {
            List<String> parts = outsideParentheses(Rows.parameters(row));
            String key = parts.getFirst();
            if (parts.size() < 2 || key.length() < 2 || !key.startsWith("\"") || !key.endsWith("\"")) {
                throw new AtDecodingException("no key and connect_ids in " + row.text());
            }
            List<String> ranges = parts.stream().skip(1).map(TestConfig::withoutParentheses).toList();
            capabilities.add(new KeyCapability(key.substring(1, key.length() - 1), ranges.getFirst(),
                    ranges.subList(1, ranges.size())));
        }
        return capabilities;
    }

    /** Splits at the commas that are not within {@code (0,60-65535)}. */
    private static List<String> outsideParentheses(String parameters) {
        List<String> parts = new ArrayList<>();
        int begin = 0;
        int depth = 0;
        for (int i = 0; i < parameters.length(); i++) {
            char c = parameters.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(parameters.substring(begin, i).strip());
                begin = i + 1;
            }
        }
        parts.add(parameters.substring(begin).strip());
        return parts;
    }

    private static String withoutParentheses(String range) {
        return range.startsWith("(") && range.endsWith(")") ? range.substring(1, range.length() - 1) : range;
    }
}
