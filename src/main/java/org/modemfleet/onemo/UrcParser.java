package org.modemfleet.onemo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtFields;
import org.modemfleet.at.AtLine;

/**
 * Unsolicited results (manual 3.9; 3GPP TS 27.007 10.1.22) from lines. Whatever the tables do not have – other names,
 * missing or further fields, codes outside – is an {@link UnknownUrc}, never a failure.
 *
 * <p>Without state; for any thread.
 */
public final class UrcParser {

    private static final int LARGEST_MID = 65535;
    private static final int LARGEST_CONNECT_ID = 5;
    private static final UnknownUrc UNKNOWN = new UnknownUrc();

    /** A line that no command claimed. */
    public Urc parse(AtLine line) {
        if (line.kind() != AtLine.Kind.TEXT && line.kind() != AtLine.Kind.COUNTED) {
            return UNKNOWN;
        }
        try {
            return known(line);
        } catch (AtDecodingException notAsTheTablesSay) {
            return UNKNOWN;
        }
    }

    private static Urc known(AtLine line) throws AtDecodingException {
        String header = line.header();
        if (header.startsWith("+MQTTURC:") || header.startsWith("+MQTTUTC:")) {
            return mqtt(line, AtFields.of(line));
        }
        if (line.kind() == AtLine.Kind.COUNTED) {
            return UNKNOWN;
        }
        if (header.startsWith("+CEREG:")) {
            return registration(line);
        }
        if (header.startsWith("+MIPCALL:")) {
            AtFields fields = AtFields.of(line);
            return new ModuleUrc.PdpState(fields.integer(1, 15), fields.integer(0, 1) == 1);
        }
        return switch (header.strip()) {
            case "+MATREADY" -> new ModuleUrc.Ready();
            case "REBOOTING", "POWER OFF" -> new ModuleUrc.GoingDown(header.strip());
            default -> UNKNOWN;
        };
    }

    private static Urc registration(AtLine line) throws AtDecodingException {
        if (isRegistrationRow(line)) {
            return UNKNOWN;
        }
        return new ModuleUrc.Registration(AtFields.of(line).integer(0, 5));
    }

    /** Whether a {@code +CEREG} line is {@code <n>,<stat>…}, the read command's answer, and not {@code <stat>…}. */
    static boolean isRegistrationRow(AtLine line) {
        try {
            AtFields fields = AtFields.of(line);
            fields.integer();
            return fields.hasNext() && fields.unquoted().matches("\\d");
        } catch (AtDecodingException notARow) {
            return false;
        }
    }

    private static Urc mqtt(AtLine line, AtFields fields) throws AtDecodingException {
        String name = fields.quoted();
        ConnectId id = new ConnectId(fields.integer(0, LARGEST_CONNECT_ID));
        if (name.equals("publish")) {
            return publish(line, fields, id);
        }
        Urc urc = switch (name) {
            case "conn" -> conn(id, fields.integer(0, 255));
            case "suback" -> new MqttUrc.SubAck(id, mid(fields), codes(fields));
            case "unsuback" -> new MqttUrc.UnsubAck(id, mid(fields));
            case "puback" -> new MqttUrc.PubAck(id, mid(fields), fields.integer(0, 1));
            case "pubrec" -> new MqttUrc.PubRec(id, mid(fields), fields.integer(0, 1));
            case "pubcomp" -> new MqttUrc.PubComp(id, mid(fields), fields.integer(0, 1));
            case "timeout" -> new MqttUrc.Timeout(id, mid(fields));
            case "pubnmi" -> new MqttUrc.PubNmi(id, mid(fields), fields.integer(0, Integer.MAX_VALUE));
            case "drop" -> new MqttUrc.Drop(id, fields.integer(0, Integer.MAX_VALUE));
            case "pingresp" -> new MqttUrc.PingResp(id, fields.integer(0, 1));
            default -> UNKNOWN;
        };
        if (urc != UNKNOWN) {
            fields.end();
        }
        return urc;
    }

    private static int mid(AtFields fields) throws AtDecodingException {
        return fields.integer(0, LARGEST_MID);
    }

    private static Urc conn(ConnectId id, int state) {
        return state <= 6 || state == 255 ? new MqttUrc.Conn(id, state) : UNKNOWN;
    }

    private static List<Integer> codes(AtFields fields) throws AtDecodingException {
        List<Integer> codes = new ArrayList<>();
        do {
            int code = fields.integer();
            if (code != 128 && (code < 0 || code > 2)) {
                throw new AtDecodingException(code + " is no return code of SUBACK");
            }
            codes.add(code);
        } while (fields.hasNext());
        return List.copyOf(codes);
    }

    private static Urc publish(AtLine line, AtFields fields, ConnectId id) throws AtDecodingException {
        if (line.kind() != AtLine.Kind.COUNTED) {
            return UNKNOWN;
        }
        int mid = mid(fields);
        // Behind the topic: total_len, payload_len and the payload, which AtFields sees as a skipped field.
        String topic = new String(fields.quotedBefore(3), StandardCharsets.UTF_8);
        int totalLen = fields.integer(0, Integer.MAX_VALUE);
        int payloadLen = fields.integer(0, totalLen);
        return new MqttUrc.Publish(id, mid, topic, totalLen, payloadLen, Hex.payload(line.payload(), payloadLen));
    }
}
