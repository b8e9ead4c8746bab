package org.modemfleet.testsupport;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.LineGrammar;

/**
 * A small dialect for tests of the engine: {@code +DATA: <id>,<len>,<payload>} counts its payload; it,
 * {@code +EVENT} and {@code +BOOT} are unsolicited.
 */
public final class ToyGrammar implements LineGrammar {

    private static final byte[] HEADER = "+DATA: ".getBytes(StandardCharsets.US_ASCII);
    private static final List<String> UNSOLICITED = List.of("+EVENT:", "+BOOT");
    private static final int MAX_DIGITS = 4;

    @Override
    public Framing frame(byte[] buffer, int from, int to) {
        for (int i = 0; i < HEADER.length; i++) {
            if (from + i == to) {
                return i < 2 ? Framing.PLAIN : Framing.INCOMPLETE;
            }
            if (buffer[from + i] != HEADER[i]) {
                return Framing.PLAIN;
            }
        }
        int at = from + HEADER.length;
        int length = 0;
        for (int field = 0; field < 2; field++) {
            length = 0;
            int digits = 0;
            while (at < to && buffer[at] >= '0' && buffer[at] <= '9' && digits < MAX_DIGITS) {
                length = length * 10 + buffer[at++] - '0';
                digits++;
            }
            if (at == to) {
                return Framing.INCOMPLETE;
            }
            if (digits == 0 || buffer[at++] != ',') {
                return Framing.MALFORMED;
            }
        }
        int stop = at + length;
        if (to > stop && buffer[stop] != '\r' || to > stop + 1 && buffer[stop + 1] != '\n') {
            return Framing.MALFORMED;
        }
        return to > stop + 1 ? new Framing.Complete(at - from, stop - from) : Framing.INCOMPLETE;
    }

    @Override
    public boolean isDoubtful(AtLine line) {
        return !isUnsolicited(line) || line.text().equals("+EVENT: half");
    }

    @Override
    public boolean isUnsolicited(AtLine line) {
        return line.kind() == AtLine.Kind.COUNTED || UNSOLICITED.stream().anyMatch(line.text()::startsWith);
    }
}
