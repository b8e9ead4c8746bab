package org.modemfleet.at;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.modemfleet.at.AtLine.Kind;
import org.modemfleet.testsupport.ToyGrammar;

class AtLexerTest {

    private final AtLexer lexer = new AtLexer(new ToyGrammar(), 32, 64);

    private List<String> feed(String bytes) {
        lexer.feed(bytes.getBytes(StandardCharsets.ISO_8859_1));
        List<String> lines = new ArrayList<>();
        for (AtLine line = lexer.next(); line != null; line = lexer.next()) {
            lines.add(line.kind() + " " + new String(line.bytes(), StandardCharsets.ISO_8859_1));
        }
        return lines;
    }

    @Test
    void dropsEmptyLinesAndLineEnds() {
        assertThat(feed("\r\n+MQTTSTATE: 2\r\n\r\nOK\r\n\r\n+EVENT: 1\r\n"))
                .containsExactly("TEXT +MQTTSTATE: 2", "TEXT OK", "TEXT +EVENT: 1");
    }

    @Test
    void endsAnEchoAtItsCarriageReturn() {
        assertThat(feed("ATE0\r")).containsExactly("TEXT ATE0");
        assertThat(feed("\r\nOK\r\n")).containsExactly("TEXT OK");
    }

    @Test
    void toleratesALoneLineFeed() {
        assertThat(feed("+CSQ: 22,99\nOK\r\n")).containsExactly("TEXT +CSQ: 22,99", "TEXT OK");
    }

    @Test
    void givesAPromptOnlyWhereOneIsAwaited() {
        lexer.awaitPrompt(true);
        assertThat(feed("\r\n>")).containsExactly("PROMPT >");
        assertThat(feed(" \r\nOK\r\n")).containsExactly("TEXT OK");
        lexer.awaitPrompt(false);
        assertThat(feed("\r\n>")).isEmpty();
        assertThat(lexer.looksPrompted()).isTrue();
        assertThat(feed(" text\r\n")).containsExactly("TEXT > text");
    }

    @Test
    void countsAPayloadThatImitatesLines() {
        assertThat(feed("\r\n+DATA: 0,17,\r\nOK\r\n+EVENT: 1\r\n")).isEmpty();
        assertThat(feed("\r\nOK\r\n")).containsExactly("COUNTED +DATA: 0,17,\r\nOK\r\n+EVENT: 1\r\n", "TEXT OK");
    }

    @Test
    void takesEveryByteValueInAPayload() {
        AtLexer wide = new AtLexer(new ToyGrammar());
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        wide.feed("\r\n+DATA: 1,256,".getBytes(StandardCharsets.US_ASCII));
        wide.feed(all);
        wide.feed("\r\n".getBytes(StandardCharsets.US_ASCII));
        AtLine line = wide.next();
        assertThat(line).isNotNull();
        assertThat(line.kind()).isEqualTo(Kind.COUNTED);
        assertThat(line.header()).isEqualTo("+DATA: 1,256,");
        assertThat(line.payload()).isEqualTo(all);
    }

    @Test
    void takesAnEmptyPayload() {
        assertThat(feed("+DATA: 0,0,\r\nOK\r\n")).containsExactly("COUNTED +DATA: 0,0,", "TEXT OK");
    }

    @Test
    void findsTheLinesHiddenBehindAWrongCount() {
        assertThat(feed("\r\n+DATA: 0,9,short\r\n\r\nOK\r\n")).containsExactly("MALFORMED +DATA: 0,9,short", "TEXT OK");
    }

    @Test
    void restartsBehindTheHeaderLineWhenTheRestNeverComes() {
        assertThat(feed("\r\n+DATA: 0,40,a\r\n\r\n+EVENT: 1\r\n")).isEmpty();
        assertThat(lexer.isProvisional()).isTrue();
        lexer.expire();
        assertThat(feed("")).containsExactly("MALFORMED +DATA: 0,40,a", "TEXT +EVENT: 1");
        assertThat(lexer.isProvisional()).isFalse();
    }

    @Test
    void givesUpAHeaderWithoutItsEnd() {
        assertThat(feed("\r\n+DATA: 0")).isEmpty();
        lexer.expire();
        assertThat(feed("\r\nOK\r\n")).containsExactly("MALFORMED +DATA: 0", "TEXT OK");
    }

    @Test
    void leavesAnUnfinishedPlainLineWhenTimeIsOver() {
        assertThat(feed("\r\nO")).isEmpty();
        assertThat(lexer.isProvisional()).isFalse();
        lexer.expire();
        assertThat(feed("K\r\n")).containsExactly("TEXT OK");
    }

    @Test
    void cutsAnOverlongLineAndGoesOnBehindIt() {
        String longLine = "x".repeat(32) + "y".repeat(32) + "z";
        assertThat(feed(longLine + "\r\nOK\r\n")).containsExactly("OVERLONG " + "x".repeat(32),
                "OVERLONG " + "y".repeat(32), "OVERLONG z", "TEXT OK");
    }

    @Test
    void boundsACountedLine() {
        assertThat(feed("+DATA: 0,60,ab\r\ncd\r\n" + "e".repeat(20) + "\r\n" + "f".repeat(30) + "\r\nOK\r\n"))
                .containsExactly("MALFORMED +DATA: 0,60,ab", "TEXT cd", "TEXT " + "e".repeat(20),
                        "TEXT " + "f".repeat(30), "TEXT OK");
    }
}
