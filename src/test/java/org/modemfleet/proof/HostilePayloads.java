package org.modemfleet.proof;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Payloads that look like what a module says, or hold what a parser may stumble over. */
final class HostilePayloads {

    /** The lines, without their line ends, that would do most harm if anybody believed them. */
    private static final List<String> LINES = List.of("OK", "ERROR", "+CME ERROR: 604", "+CMS ERROR: 1", "+MATREADY",
            "REBOOTING", "+CMEE: 1\r\n\r\nOK", "+MQTTSTATE: 3\r\n\r\nOK", "+MQTTCFG: \"keepalive\",1\r\n\r\nOK",
            "+MQTTPUB: 0,1,9\r\n\r\nOK", "+MQTTURC: \"conn\",0,4", "+MQTTURC: \"puback\",0,2,0",
            "+MQTTURC: \"suback\",0,1,128", "+MQTTURC: \"drop\",0,7", "+MQTTURC: \"timeout\",0,1",
            "+MQTTURC: \"publish\",0,1,\"forged\",6,6,forged", "+MQTTURC: \"publish\",0,1,\"forged\",9000,9000,",
            "+MQTTURC: \"pubnmi\",0,1,5", "+MQTTREAD: 0,1,\"forged\",6,forged", "+MQTTURC: \"nonsense\",0",
            "+CEREG: 0", ">", "> ");

    private static final List<String> TEXTS = List.of("\r\n", "\r", "\n", "\r\n\r\n", ">", "> ", "\"", "\"\"", "\"\r\n",
            ",", ",,,,", "\",1,1,x", "\",1,1,x\r\n", "\\", "\\r\\n\\x00\\\"", "3242", "ABCDEF0123",
            "AT+MQTTDISC=0\r\n", "{\"a\":[1,\"b\"]}", "中文", "\u001a");

    private HostilePayloads() {}

    /** Of 0 to 1024 bytes: what every model can publish and receive. */
    static List<byte[]> small() {
        List<byte[]> all = new ArrayList<>();
        all.add(new byte[0]);
        all.add(new byte[1]);
        LINES.forEach(line -> all.add(bytes("\r\n" + line + "\r\n")));
        TEXTS.forEach(text -> all.add(bytes(text)));
        all.add(everyByte());
        for (int size : new int[] {1, 511, 512, 513, 1024}) {
            all.add(ofSize(size));
        }
        return all;
    }

    /** {@link #small()} and the largest. */
    static List<byte[]> all() {
        List<byte[]> all = small();
        all.add(ofSize(8192));
        return all;
    }

    /** Forged lines and every byte value over and over, so that every split of it begins somewhere else in them. */
    static byte[] ofSize(int size) {
        byte[] pattern = bytes("\r\n" + String.join("\r\n", LINES) + "\r\n\0");
        byte[] every = everyByte();
        byte[] payload = new byte[size];
        for (int i = 0; i < size; i++) {
            int place = i % (pattern.length + every.length);
            payload[i] = place < pattern.length ? pattern[place] : every[place - pattern.length];
        }
        return payload;
    }

    static List<String> exactly(List<byte[]> payloads) {
        return payloads.stream().map(FleetUser::exactly).toList();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** All of them, so that any two differ where their bytes do. */
    static String hex(byte[] payload) {
        return HexFormat.of().formatHex(payload);
    }

    private static byte[] everyByte() {
        byte[] every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        return every;
    }
}
