package org.modemfleet.onemo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.modemfleet.at.AtLexer;
import org.modemfleet.at.AtLine;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.onemo.profile.ModelProfiles;

/** Lines, profiles and identifiers for tests. */
final class Lines {

    static final ConnectId ZERO = new ConnectId(0);

    private Lines() {}

    static ModelProfile model(String name) {
        return ModelProfiles.standard().find(name).orElseThrow();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] concat(byte[]... parts) {
        int length = Stream.of(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** The lines that a module's bytes make, as they reach the session. */
    static List<AtLine> lexed(byte[] wire) {
        AtLexer lexer = new AtLexer(new OnemoLineGrammar());
        lexer.feed(wire);
        return drained(lexer);
    }

    static List<AtLine> drained(AtLexer lexer) {
        List<AtLine> lines = new ArrayList<>();
        for (AtLine line = lexer.next(); line != null; line = lexer.next()) {
            lines.add(line);
        }
        return lines;
    }

    static List<AtLine> rows(String... rows) {
        StringBuilder wire = new StringBuilder();
        for (String row : rows) {
            wire.append("\r\n").append(row).append("\r\n");
        }
        return lexed(utf8(wire.toString()));
    }

    static Urc urc(String line) {
        List<AtLine> lines = rows(line);
        if (lines.size() != 1) {
            throw new IllegalArgumentException(lines.size() + " lines in " + line);
        }
        return new UrcParser().parse(lines.getFirst());
    }

    static MqttUrc mqtt(String line) {
        return (MqttUrc) urc(line);
    }

    static List<Check.Invalid> invalid(MqttCommand<?> command, String model) {
        Check check = new Check();
        command.check(model(model), check);
        return check.invalid();
    }
}
