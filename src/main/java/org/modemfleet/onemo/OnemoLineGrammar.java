package org.modemfleet.onemo;

import java.util.List;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.LineGrammar;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.onemo.profile.ModelProfiles;

/**
 * The dialect's counted lines and URC prefixes (manual 3.6, 3.9).
 *
 * <pre>
 * +MQTTURC: "publish",&lt;connect_id>,&lt;mid>,"&lt;topic>",&lt;total_len>,&lt;payload_len>,&lt;payload>
 * +MQTTREAD: &lt;connect_id>,&lt;mid>,"&lt;topic>",&lt;payload_len>,&lt;payload>
 * </pre>
 *
 * <p>The topic is printed raw, so its end is found by what follows it: the first {@code ",<digits>,<digits>,} whose
 * payload is followed by CR LF where the count says. With {@code <output_format>} 1 that is behind 2 × payload_len hex
 * digits. The two formats exclude each other – where raw output has CR, hex output has a digit – so the line itself
 * tells its format, whenever an {@code encoding} command took effect.
 *
 * <p>Without state; for any thread.
 */
public final class OnemoLineGrammar implements LineGrammar {

    private static final List<String> UNSOLICITED = List.of("+MQTTURC:", "+MQTTUTC:", "+MATREADY", "+CEREG:",
            "+MIPCALL:", "REBOOTING", "POWER OFF", "+CREG:", "+CGREG:", "+CGEV:", "+CPIN:", "+CMTI:", "+CUSD:");

    /** @param lengths how many stand between topic and payload */
    private record Head(String prefix, String name, int lengths) {}

    /** The second is a misprint of the manual that a module may share. */
    private static final List<Head> HEADS = List.of(new Head("+MQTTURC:", "\"publish\",", 2),
            new Head("+MQTTUTC:", "\"publish\",", 2), new Head("+MQTTREAD:", "", 1));

    private static final UrcParser PARSER = new UrcParser();
    private static final int CONNECT_ID_DIGITS = 1;
    private static final int MID_DIGITS = 5;
    private static final int LENGTH_DIGITS = 9;

    private final int topicBytes;
    private final int messageBytes;

    /** For a module that has not yet told its model: the widest bounds of all. */
    public OnemoLineGrammar() {
        this(ModelProfiles.standard().all().stream().mapToInt(ModelProfile::receivedTopicBytes).max().orElseThrow(),
                ModelProfiles.standard().all().stream().mapToInt(ModelProfile::receivedMessageBytes).max()
                        .orElseThrow());
    }

    /** Never waits for more than this model's largest topic and message. */
    public OnemoLineGrammar(ModelProfile profile) {
        this(profile.receivedTopicBytes(), profile.receivedMessageBytes());
    }

    private OnemoLineGrammar(int topicBytes, int messageBytes) {
        this.topicBytes = topicBytes;
        this.messageBytes = messageBytes;
    }

    @Override
    public boolean isUnsolicited(AtLine line) {
        String header = line.header();
        return UNSOLICITED.stream().anyMatch(header::startsWith);
    }

    /** An +MQTTURC that is not as the tables say may be what is left of a publish. */
    @Override
    public boolean isDoubtful(AtLine line) {
        String header = line.header();
        boolean mqtt = header.startsWith("+MQTTURC:") || header.startsWith("+MQTTUTC:");
        return mqtt ? PARSER.parse(line) instanceof UnknownUrc : !isUnsolicited(line);
    }

    @Override
    public Framing frame(byte[] buffer, int from, int to) {
        boolean begun = false;
        for (Head head : HEADS) {
            ByteScan scan = new ByteScan(buffer, from, to);
            if (scan.literal(head.prefix)) {
                return behindPrefix(scan, head, buffer, from, to);
            }
            begun |= scan.isCut() && to > from;
        }
        return begun ? Framing.INCOMPLETE : Framing.PLAIN;
    }

    private Framing behindPrefix(ByteScan scan, Head head, byte[] buffer, int from, int to) {
        scan.optional(' ');
        boolean counted = scan.literal(head.name) && scan.digits(CONNECT_ID_DIGITS) && scan.literal(",")
                && scan.digits(MID_DIGITS) && scan.literal(",\"");
        if (!counted) {
            return scan.isCut() ? Framing.INCOMPLETE : Framing.PLAIN;
        }
        return behindTopic(buffer, from, scan.position(), to, head.lengths);
    }

    /** Tries each quote as the topic's end. A topic has at least one byte (MQTT-4.7.3-1). */
    private Framing behindTopic(byte[] buffer, int from, int topic, int to, int lengths) {
        int last = Math.min(to - 1, topic + topicBytes);
        for (int quote = topic + 1; quote <= last; quote++) {
            if (buffer[quote] == '"') {
                Framing framing = payloadBehind(buffer, from, quote + 1, to, lengths);
                if (framing != Framing.MALFORMED) {
                    return framing;
                }
            }
        }
        return to - 1 < topic + topicBytes ? Framing.INCOMPLETE : Framing.MALFORMED;
    }

    /** Malformed means here: this quote is not the topic's end. */
    private Framing payloadBehind(byte[] buffer, int from, int behindQuote, int to, int lengths) {
        ByteScan scan = new ByteScan(buffer, behindQuote, to);
        int total = Integer.MAX_VALUE;
        int length = 0;
        for (int i = 0; i < lengths; i++) {
            total = i == 0 ? total : length;
            if (!(scan.literal(",") && scan.digits(LENGTH_DIGITS))) {
                return scan.isCut() ? Framing.INCOMPLETE : Framing.MALFORMED;
            }
            length = scan.number();
        }
        if (!scan.literal(",")) {
            return scan.isCut() ? Framing.INCOMPLETE : Framing.MALFORMED;
        }
        if (length > total || length > messageBytes) {
            return Framing.MALFORMED;
        }
        int payload = scan.position();
        int end = payload + length;
        return switch (lineEnd(buffer, end, to)) {
            case THERE -> new Framing.Complete(payload - from, end - from);
            case UNKNOWN -> Framing.INCOMPLETE;
            case ELSEWHERE -> hexPayload(buffer, from, payload, length, to);
        };
    }

    private static Framing hexPayload(byte[] buffer, int from, int payload, int length, int to) {
        int end = payload + 2 * length;
        for (int i = payload; i < Math.min(end, to); i++) {
            if (!Hex.isDigit(buffer[i])) {
                return Framing.MALFORMED;
            }
        }
        return switch (lineEnd(buffer, end, to)) {
            case THERE -> new Framing.Complete(payload - from, end - from);
            case UNKNOWN -> Framing.INCOMPLETE;
            case ELSEWHERE -> Framing.MALFORMED;
        };
    }

    private enum LineEnd { THERE, ELSEWHERE, UNKNOWN }

    private static LineEnd lineEnd(byte[] buffer, int at, int to) {
        if (at < to && buffer[at] != '\r' || at + 1 < to && buffer[at + 1] != '\n') {
            return LineEnd.ELSEWHERE;
        }
        return at + 1 < to ? LineEnd.THERE : LineEnd.UNKNOWN;
    }
}
