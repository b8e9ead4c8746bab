package org.modemfleet.simulator.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One entry of a transcript.
 *
 * @param toModule whether the host sent it
 * @param bytes with secrets as {@code ***}
 */
record Recorded(boolean toModule, Instant time, byte[] bytes) {

    private static final String MASK = "***";

    /** @throws IOException if it cannot be read, or is no transcript */
    static List<Recorded> read(Path file) throws IOException {
        List<Recorded> entries = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                entries.add(of(JsonMapper.shared().readTree(line)));
            }
        } catch (JacksonException | DateTimeException | IllegalArgumentException wrong) {
            throw new IOException(file.getFileName() + " is no transcript: " + wrong.getMessage());
        }
        return List.copyOf(entries);
    }

    private static Recorded of(JsonNode entry) {
        String data = entry.required("data").asString();
        byte[] bytes = entry.required("dataEncoding").asString().equals("base64")
                ? Base64.getDecoder().decode(data) : data.getBytes(StandardCharsets.UTF_8);
        return new Recorded(entry.required("direction").asString().equals("out"), Instant.parse(entry.required("time").asString()), bytes);
    }

    /** A command line, and not the bytes behind a prompt. */
    boolean isCommandLine() {
        return toModule && bytes.length > 2 && bytes[bytes.length - 2] == '\r' && bytes[bytes.length - 1] == '\n';
    }

    /** Whether a command line, without its end, is this one; a secret is any text. */
    boolean isLine(String typed) {
        if (!isCommandLine()) {
            return false;
        }
        String line = new String(bytes, 0, bytes.length - 2, StandardCharsets.UTF_8);
        int mask = line.indexOf(MASK);
        return mask < 0 ? line.equals(typed)
                : Pattern.matches("(?s)" + Pattern.quote(line.substring(0, mask)) + ".*" + Pattern.quote(line.substring(mask + MASK.length())),
                        typed);
    }

    /** How many bytes behind a prompt it stands for; 0 if that is secret: then any that come at once. */
    int dataLength() {
        return new String(bytes, StandardCharsets.UTF_8).equals(MASK) ? 0 : bytes.length;
    }
}
