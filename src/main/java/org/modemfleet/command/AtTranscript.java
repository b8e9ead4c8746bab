package org.modemfleet.command;

import java.util.ArrayList;
import java.util.List;
import org.modemfleet.at.AtExchange;
import org.modemfleet.at.AtLine;
import org.modemfleet.events.EncodedBytes;

/**
 * What went over a module's line for one request, as answers and the history show it.
 *
 * <p>A line is a string when its bytes are text in the sense of {@link EncodedBytes}, else an {@link EncodedBytes}: no
 * byte is lost. Secrets are {@code ***}.
 *
 * @param sent the command lines in the order sent
 * @param received the rows and final results, in order
 * @param urcs the unsolicited results that settled the command
 * @param elapsedMs from the first byte sent to the last final result; the time for a URC is not in it
 */
public record AtTranscript(List<String> sent, List<Object> received, List<Object> urcs, long elapsedMs) {

    public AtTranscript {
        sent = List.copyOf(sent);
        received = List.copyOf(received);
        urcs = List.copyOf(urcs);
    }

    /** The transcript of exchanges that one turn made. */
    public static AtTranscript of(List<AtExchange> exchanges) {
        List<String> sent = new ArrayList<>();
        List<Object> received = new ArrayList<>();
        long elapsed = 0;
        for (AtExchange exchange : exchanges) {
            sent.add(exchange.sent());
            exchange.rows().forEach(row -> received.add(shown(row)));
            if (exchange.result() != null) {
                received.add(exchange.result().wire());
            }
            elapsed += exchange.elapsed().toMillis();
        }
        return new AtTranscript(sent, received, List.of(), elapsed);
    }

    /** The same with the lines that settled the command. */
    public AtTranscript withUrcs(List<AtLine> lines) {
        return new AtTranscript(sent, received, shown(lines), elapsedMs);
    }

    static List<Object> shown(List<AtLine> lines) {
        return lines.stream().map(AtTranscript::shown).toList();
    }

    private static Object shown(AtLine line) {
        EncodedBytes encoded = EncodedBytes.of(line.bytes());
        return encoded.encoding().equals("text") ? encoded.value() : encoded;
    }
}
