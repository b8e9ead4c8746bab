package org.modemfleet.at;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modemfleet.testsupport.Seeds;
import org.modemfleet.testsupport.ToyGrammar;

/** The same bytes give the same lines however they are cut, and no byte but a line end is dropped. */
@ExtendWith(Seeds.Printer.class)
class AtLexerPropertyTest {

    private static final List<String> PIECES = List.of("\r\n", "\r", "\n", "\r\nOK\r\n", "\r\nERROR\r\n", ">", "\r\n> ",
            "+DATA: 0,5,", "hello", "\r\n+DATA: 1,6,\r\nOK\r\n\r\n", "+DATA: 1,0,\r\n", "+DATA: 2,900,", "+DATA: x\r\n",
            "+DATA: 3", "+EVENT: 7\r\n", "AT+CSQ\r", "\u0000\u00ff", "a".repeat(70), " ", "+DATA: 0,70,", "12345");

    static LongStream seeds() {
        return Seeds.of(300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anySplitGivesTheSameLines(long seed) {
        Random random = new Random(seed);
        byte[] stream = stream(random);
        boolean prompt = random.nextBoolean();
        List<AtLine> whole = lex(stream, prompt, stream.length, random);
        assertThat(lex(stream, prompt, 1, random)).as("byte by byte").isEqualTo(whole);
        for (int i = 0; i < 4; i++) {
            assertThat(lex(stream, prompt, 0, random)).as("random chunks").isEqualTo(whole);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noByteButALineEndIsDropped(long seed) {
        Random random = new Random(seed);
        byte[] stream = stream(random);
        AtLexer lexer = new AtLexer(new ToyGrammar(), 48, 96);
        lexer.feed(stream);
        List<AtLine> lines = drain(lexer);
        for (int i = 0; i < stream.length && lexer.isProvisional(); i++) {
            lexer.expire();
            lines.addAll(drain(lexer));
        }
        lexer.feed(new byte[] {'\r', '\n'});
        lines.addAll(drain(lexer));
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        lines.forEach(line -> kept.writeBytes(line.bytes()));
        assertThat(withoutLineEnds(kept.toByteArray())).isEqualTo(withoutLineEnds(stream));
    }

    private static String withoutLineEnds(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).replace("\r", "").replace("\n", "");
    }

    private static byte[] stream(Random random) {
        StringBuilder text = new StringBuilder();
        int pieces = 1 + random.nextInt(30);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<AtLine> lex(byte[] stream, boolean prompt, int chunk, Random random) {
        AtLexer lexer = new AtLexer(new ToyGrammar(), 48, 96);
        lexer.awaitPrompt(prompt);
        List<AtLine> lines = new ArrayList<>();
        for (int at = 0; at < stream.length;) {
            int length = Math.min(stream.length - at, chunk > 0 ? chunk : 1 + random.nextInt(20));
            lexer.feed(Arrays.copyOfRange(stream, at, at + length));
            lines.addAll(drain(lexer));
            at += length;
        }
        return lines;
    }

    private static List<AtLine> drain(AtLexer lexer) {
        List<AtLine> lines = new ArrayList<>();
        for (AtLine line = lexer.next(); line != null; line = lexer.next()) {
            lines.add(line);
        }
        return lines;
    }
}
