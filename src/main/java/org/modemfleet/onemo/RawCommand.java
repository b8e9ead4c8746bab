package org.modemfleet.onemo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;
import org.modemfleet.onemo.CommandLineParts.Part;

/**
 * A command line as somebody typed it. Lines that begin with the name of one of its commands are its rows, and so is
 * bare text. It may hold what no other command would send; only control characters and half surrogates are refused,
 * which would end the line or change it.
 *
 * @param line the command line, {@code AT} included
 * @param data what answers a prompt; null where none is expected
 * @param timeout until the final result
 */
public record RawCommand(String line, byte @Nullable [] data, Duration timeout) implements AtCommand<List<AtLine>> {

    private static final int AT = 2;

    /** After these the line may look different: echo, error format, rate, all settings. */
    private static final Set<String> TOUCHING_BASIC = Set.of("E", "V", "Q", "Z", "&F");
    private static final Set<String> TOUCHING_SET = Set.of("+CMEE", "+IPR", "+CFUN");
    private static final Set<String> TOUCHING_ANY = Set.of("+MREBOOT", "+MPOF");

    /** Names that rows and URCs share: their lines are rows only of a command that asks for them. */
    private static final Set<String> ALSO_UNSOLICITED = Set.of("+CEREG", "+MIPCALL", "+CREG", "+CGREG", "+CPIN");

    /** Set commands that never open data mode; of others nobody knows. */
    private static final Set<String> WITHOUT_DATA_MODE = Set.of("+MQTTCFG", "+MQTTCONN", "+MQTTSUB", "+MQTTUNSUB",
            "+MQTTREAD", "+MQTTSTATE", "+MQTTDISC", "+CMEE", "+CEREG", "+CFUN", "+CGDCONT", "+CGPADDR", "+CGSN",
            "+MIPCALL", "+IPR", "+MLPMCFG", "+MSSLCFG", "+CPIN", "+CGATT", "+COPS");

    /** Checks the line; nothing may be sent unless it passes. */
    public void check(Check check) {
        if (line.length() < AT || !line.substring(0, AT).equalsIgnoreCase("AT")) {
            check.invalid("command", shownLine(), "a command line that begins with AT");
        }
        if (line.chars().anyMatch(Character::isISOControl)) {
            check.invalid("command", shownLine(), "text without control characters");
        }
        if (line.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            check.invalid("command", shownLine(), "text without lone surrogates");
        }
    }

    private String shownLine() {
        return line.length() < AT ? line : line.substring(0, AT) + Secrets.masked(body());
    }

    @Override
    public String body() {
        return line.substring(Math.min(AT, line.length()));
    }

    @Override
    public String shown() {
        return "AT" + Secrets.masked(body());
    }

    private List<Part> parts() {
        return CommandLineParts.of(body());
    }

    @Override
    public ResponseShape shape() {
        List<String> prefixes = new ArrayList<>();
        for (Part part : parts()) {
            boolean asks = part.isRead() || part.form().equals("=?");
            if (part.name().startsWith("+") && (asks || !ALSO_UNSOLICITED.contains(part.name()))) {
                prefixes.add(part.name());
            }
        }
        return ResponseShape.text(RawCommand::isRow, prefixes.toArray(String[]::new));
    }

    private static boolean isRow(AtLine line) {
        return !line.header().startsWith("+CEREG:") || line.header().contains("(")
                || UrcParser.isRegistrationRow(line);
    }

    /** The rows as they came. */
    @Override
    public List<AtLine> decode(List<AtLine> rows) {
        return rows;
    }

    @Override
    public Optional<DataMode> dataMode() {
        boolean mayPrompt = parts().stream().anyMatch(part -> part.isSet() && !WITHOUT_DATA_MODE.contains(part.name()));
        return data != null || mayPrompt ? Optional.of(new DataMode(data, Timeouts.DATA_MODE)) : Optional.empty();
    }

    /** A private key may be behind the prompt. */
    @Override
    public boolean isDataSecret() {
        return parts().stream().anyMatch(part -> part.name().equals("+MSSLKEYWR"));
    }

    /** Whether the line may look different afterwards, so that the session has to synchronize anew. */
    public boolean touchesLine() {
        return parts().stream().anyMatch(part -> TOUCHING_BASIC.contains(part.name())
                || TOUCHING_SET.contains(part.name()) && part.isSet() || TOUCHING_ANY.contains(part.name()));
    }

    /** Whether a connection's {@code encoding} may be different afterwards, so that it has to be asked for. */
    public boolean touchesEncoding() {
        return parts().stream().anyMatch(part -> part.name().equals("+MQTTCFG") && part.isSet()
                && body().substring(part.parametersAt(), part.end()).contains("\"encoding\""));
    }

    /** Without secrets and data. */
    @Override
    public String toString() {
        return "RawCommand[" + shown() + ", data=" + (data == null ? "none" : data.length + " bytes") + "]";
    }
}
