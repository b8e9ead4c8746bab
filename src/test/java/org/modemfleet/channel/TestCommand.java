package org.modemfleet.channel;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;

/** A command whose rows are their text. */
record TestCommand(String body, ResponseShape shape, Duration timeout, Optional<DataMode> dataMode)
        implements AtCommand<List<String>> {

    static final Duration TIMEOUT = Duration.ofSeconds(5);
    static final Duration CLOSES_AFTER = Duration.ofSeconds(10);

    static TestCommand of(String body, String... prefixes) {
        return new TestCommand(body, ResponseShape.rows(prefixes), TIMEOUT, Optional.empty());
    }

    static TestCommand of(String body, ResponseShape shape) {
        return new TestCommand(body, shape, TIMEOUT, Optional.empty());
    }

    static TestCommand withData(String body, String payload) {
        return new TestCommand(body, ResponseShape.none(), TIMEOUT,
                Optional.of(new DataMode(payload.getBytes(StandardCharsets.ISO_8859_1), CLOSES_AFTER)));
    }

    static TestCommand withoutData(String body) {
        return new TestCommand(body, ResponseShape.none(), TIMEOUT,
                Optional.of(new DataMode(null, CLOSES_AFTER)));
    }

    @Override
    public List<String> decode(List<AtLine> rows) throws AtDecodingException {
        List<String> texts = rows.stream().map(AtLine::text).toList();
        boolean expected = shape instanceof ResponseShape.Prefixed prefixed && !prefixed.prefixes().isEmpty();
        if (expected && texts.size() != 1) {
            throw new AtDecodingException("expected one row");
        }
        return texts;
    }
}
