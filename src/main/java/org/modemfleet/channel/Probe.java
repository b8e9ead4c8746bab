package org.modemfleet.channel;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;

/**
 * A read command (3GPP TS 27.007) that changes nothing and whose row and OK come together. Its row tells that what
 * answers is this probe and no command before it.
 *
 * @param body what follows {@code AT}
 * @param prefix how its row begins
 */
record Probe(String body, String prefix) implements AtCommand<Boolean> {

    /** In order of preference; every module has the first. */
    static final List<Probe> ALL = List.of(new Probe("+CMEE?", "+CMEE"), new Probe("+CFUN?", "+CFUN"),
            new Probe("+CGATT?", "+CGATT"), new Probe("+IPR?", "+IPR"));

    @Override
    public ResponseShape shape() {
        return ResponseShape.rows(prefix);
    }

    @Override
    public Duration timeout() {
        return ChannelTiming.PROBE_TIMEOUT;
    }

    @Override
    public Boolean decode(List<AtLine> rows) {
        return !rows.isEmpty();
    }

    /** Whether an answer to that command could be taken for one to this probe. */
    boolean isConfusedWith(AtCommand<?> command) {
        return command.shape().claims(AtLine.text((prefix + ": 1").getBytes(StandardCharsets.US_ASCII)))
                || command.body().regionMatches(true, 0, body, 0, prefix.length());
    }
}
