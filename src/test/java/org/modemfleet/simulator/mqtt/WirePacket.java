package org.modemfleet.simulator.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An MQTT 3.1.1 control packet as bytes, read and written without the codec that the engine uses. */
public record WirePacket(int header, byte[] body) {

    private static final String[] NAMES = {
        "0", "CONNECT", "CONNACK", "PUBLISH", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP",
        "SUBSCRIBE", "SUBACK", "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT", "15"
    };

    public static WirePacket read(InputStream in) throws IOException {
        int header = in.read();
        if (header < 0) {
            throw new EOFException("closed");
        }
        int length = 0;
        int shift = 0;
        int digit;
        do {
            digit = in.read();
            length |= (digit & 0x7F) << shift;
            shift += 7;
        } while ((digit & 0x80) != 0);
        byte[] body = new byte[length];
        new DataInputStream(in).readFully(body);
        return new WirePacket(header, body);
    }

    public static WirePacket connack(boolean sessionPresent, int code) {
        return new WirePacket(0x20, new byte[] {(byte) (sessionPresent ? 1 : 0), (byte) code});
    }

    /** PUBACK, PUBREC, PUBREL, PUBCOMP, UNSUBACK. */
    public static WirePacket withMid(String name, int mid) {
        int type = Arrays.asList(NAMES).indexOf(name);
        return new WirePacket(type << 4 | (name.equals("PUBREL") ? 2 : 0), new byte[] {(byte) (mid >> 8), (byte) mid});
    }

    public static WirePacket suback(int mid, int... codes) {
        ByteBuffer body = ByteBuffer.allocate(2 + codes.length).putShort((short) mid);
        for (int code : codes) {
            body.put((byte) code);
        }
        return new WirePacket(0x90, body.array());
    }

    /** Flags as in the fixed header: DUP 8, QoS 2 and 4, RETAIN 1. */
    public static WirePacket publish(int flags, int mid, String topic, byte[] payload) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        boolean identified = (flags & 6) != 0;
        ByteBuffer body = ByteBuffer.allocate(2 + name.length + (identified ? 2 : 0) + payload.length)
                .putShort((short) name.length).put(name);
        if (identified) {
            body.putShort((short) mid);
        }
        return new WirePacket(0x30 | flags, body.put(payload).array());
    }

    public static WirePacket pingresp() {
        return new WirePacket(0xD0, new byte[0]);
    }

    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(header);
        int rest = body.length;
        do {
            out.write(rest & 0x7F | (rest > 0x7F ? 0x80 : 0));
            rest >>= 7;
        } while (rest > 0);
        out.writeBytes(body);
        return out.toByteArray();
    }

    public String name() {
        return NAMES[header >> 4];
    }

    public int mid() {
        boolean publish = name().equals("PUBLISH");
        int at = publish ? 2 + unsignedShort(0) : 0;
        return publish && (header & 6) == 0 ? 0 : unsignedShort(at);
    }

    private int unsignedShort(int at) {
        return ByteBuffer.wrap(body).getShort(at) & 0xFFFF;
    }

    /** Such as {@code PUBLISH 7 dup qos1 retain world test}, {@code PUBREL 7}, {@code SUBSCRIBE 1 a/+/b:1 c:0}. */
    @Override
    public String toString() {
        return switch (name()) {
            case "PUBLISH" -> publishText();
            case "SUBSCRIBE" -> "SUBSCRIBE " + mid() + topics(true);
            case "UNSUBSCRIBE" -> "UNSUBSCRIBE " + mid() + topics(false);
            case "PUBACK", "PUBREC", "PUBREL", "PUBCOMP" -> name() + " " + mid();
            default -> name();
        };
    }

    private String publishText() {
        int topicBytes = unsignedShort(0);
        int payloadAt = 2 + topicBytes + ((header & 6) != 0 ? 2 : 0);
        return "PUBLISH " + mid() + ((header & 8) != 0 ? " dup" : "") + " qos" + (header >> 1 & 3)
                + ((header & 1) != 0 ? " retain" : "") + " " + new String(body, 2, topicBytes, StandardCharsets.UTF_8)
                + " " + new String(body, payloadAt, body.length - payloadAt, StandardCharsets.UTF_8);
    }

    private String topics(boolean withQos) {
        StringBuilder text = new StringBuilder();
        int at = 2;
        while (at < body.length) {
            int length = unsignedShort(at);
            text.append(' ').append(new String(body, at + 2, length, StandardCharsets.UTF_8));
            at += 2 + length;
            if (withQos) {
                text.append(':').append(body[at++]);
            }
        }
        return text.toString();
    }
}
