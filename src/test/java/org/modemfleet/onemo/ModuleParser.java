package org.modemfleet.onemo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A module's reading of parameters, written for tests from the manual alone: strings end at the next quote. */
final class ModuleParser {

    private ModuleParser() {}

    /** The parameters behind {@code =} of a line, which the module sees up to its first CR. */
    static List<String> parameters(byte[] wire) {
        String line = new String(wire, StandardCharsets.UTF_8);
        line = line.substring(0, line.indexOf('\r'));
        String text = line.substring(line.indexOf('=') + 1);
        List<String> parameters = new ArrayList<>();
        int at = 0;
        while (at <= text.length()) {
            if (at < text.length() && text.charAt(at) == '"') {
                int close = text.indexOf('"', at + 1);
                parameters.add(text.substring(at + 1, close));
                if (close + 1 < text.length() && text.charAt(close + 1) != ',') {
                    throw new IllegalStateException("601: text behind a string in " + text);
                }
                at = close + 2;
            } else {
                int comma = text.indexOf(',', at);
                int end = comma < 0 ? text.length() : comma;
                parameters.add(text.substring(at, end));
                at = end + 1;
            }
        }
        return parameters;
    }

    /** What a module publishes for a line with an inline message, by the rules of 3.5. */
    static byte[] published(byte[] wire, String topic, int inputFormat) {
        int from = indexOf(wire, ("\"" + topic + "\",").getBytes(StandardCharsets.UTF_8)) + topic
                .getBytes(StandardCharsets.UTF_8).length + 3;
        int cr = from;
        while (wire[cr] != '\r') {
            cr++;
        }
        String behindTopic = new String(wire, from, cr - from, StandardCharsets.ISO_8859_1);
        String[] numbers = behindTopic.split(",", 5);
        int length = Integer.parseInt(numbers[3]);
        String quoted = numbers[4];
        int typed = length == 0 ? quoted.length() - 2 : inputFormat == 1 ? 2 * length : length;
        if (quoted.charAt(0) != '"' || quoted.length() != typed + 2 || quoted.charAt(typed + 1) != '"') {
            throw new IllegalStateException("601: " + behindTopic);
        }
        byte[] message = quoted.substring(1, typed + 1).getBytes(StandardCharsets.ISO_8859_1);
        return switch (inputFormat) {
            case 0 -> message;
            case 1 -> unhex(message);
            default -> unescaped(message);
        };
    }

    private static int indexOf(byte[] wire, byte[] wanted) {
        return new String(wire, StandardCharsets.ISO_8859_1).indexOf(new String(wanted, StandardCharsets.ISO_8859_1));
    }

    private static byte[] unhex(byte[] digits) {
        byte[] bytes = new byte[digits.length / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (Character.digit(digits[2 * i], 16) * 16 + Character.digit(digits[2 * i + 1], 16));
        }
        return bytes;
    }

    private static byte[] unescaped(byte[] typed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < typed.length; i++) {
            if (typed[i] != '\\') {
                out.write(typed[i]);
                continue;
            }
            i++;
            switch (typed[i]) {
                case 'r' -> out.write('\r');
                case 'n' -> out.write('\n');
                case 't' -> out.write('\t');
                case '0' -> out.write(0);
                case '\\', '"' -> out.write(typed[i]);
                case 'x' -> {
                    out.write(Character.digit(typed[i + 1], 16) * 16 + Character.digit(typed[i + 2], 16));
                    i += 2;
                }
                default -> throw new IllegalStateException("601: an unknown escape");
            }
        }
        return out.toByteArray();
    }
}
