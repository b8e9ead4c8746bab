package org.modemfleet.simulator.v250;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The AT server by itself, with commands of the test's own. */
class AtServerTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final List<Runnable> timeouts = new ArrayList<>();
    private final TerminalSettings settings = new TerminalSettings(true);
    private final AtServer<List<String>> server;
    private final List<String> done = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private String refused = "";
    private boolean forcedEcho;
    private long dropped;

    AtServerTest() {
        CommandTable<List<String>> table = new CommandTable<List<String>>()
                .extended("+DATA", Command.<List<String>>none().execute((target, _) ->
                        new Completion.ReadData(3, false, Duration.ofSeconds(10), Completion.Surplus.NEXT_LINE, typed -> {
                            target.add(new String(typed.bytes(), StandardCharsets.ISO_8859_1));
                            return Completion.OK;
                        })))
                .extended("+OFF", Command.<List<String>>none().execute((target, _) ->
                        new Completion.LastDone(() -> target.add("off"))));
        server = new AtServer<>(table, done, settings, 20, new AtServer.Output() {
            @Override
            public Duration write(Printed what) {
                printed.writeBytes(what.bytes());
                return Duration.ZERO;
            }

            @Override
            public void dropped(int bytes) {
                dropped += bytes;
            }

            @Override
            public Runnable after(Duration delay, Runnable task) {
                timeouts.add(task);
                return () -> timeouts.remove(task);
            }
        }, new Supervisor() {
            @Override
            public void commandLine(byte[] line) {
                lines.add(new String(line, StandardCharsets.ISO_8859_1));
            }

            @Override
            public @Nullable CmeError refusal(String command) {
                return command.equals(refused) ? CmeError.NETWORK_ERROR : null;
            }

            @Override
            public boolean forcesEcho() {
                return forcedEcho;
            }
        });
        settings.echo(false);
    }

    @Test
    void theLimitOfALineIsTheModels() {
        type("AT" + " ".repeat(18) + "\r");
        assertPrinted("\r\nOK\r\n");
        type("AT" + " ".repeat(19) + "\r");
        assertPrinted("\r\nERROR\r\n");
    }

    @Test
    void dataModeEndsItsTimeoutAndItsCommandContinues() {
        type("AT+DATA;+DATA\r\n");
        assertPrinted("\r\n>");
        type("abc");
        assertPrinted("\r\n>");
        assertThat(timeouts).hasSize(1);
        type("d");
        timeouts.getFirst().run();
        assertPrinted("\r\nOK\r\n");
        assertThat(done).containsExactly("abc", "d");
        assertThat(timeouts).isEmpty();
    }

    @Test
    void whatIsHeldBackIsBounded() {
        type("AT+DATA\r");
        byte[] urc = new byte[1 << 18];
        for (int i = 0; i < 5; i++) {
            server.unsolicited(urc);
        }
        assertThat(dropped).isEqualTo(2L * (urc.length + 4));
        printed.reset();
        type("xyz");
        assertThat(printed.size()).isEqualTo("\r\nOK\r\n".length() + 3 * (urc.length + 4));
        server.unsolicited(urc);
        assertThat(dropped).isEqualTo(2L * (urc.length + 4));
    }

    @Test
    void stoppedItIsSilent() {
        type("AT+DATA\r");
        server.unsolicited("+URC".getBytes(StandardCharsets.US_ASCII));
        printed.reset();
        server.stop();
        type("abc\r\nAT\r\n");
        server.unsolicited("+URC".getBytes(StandardCharsets.US_ASCII));
        assertPrinted("");
        assertThat(timeouts).isEmpty();
        assertThat(done).isEmpty();
    }

    @Test
    void theLastCommandOfALineEndsIt() {
        type("AT+OFF;+DATA\r");
        assertPrinted("\r\nOK\r\n");
        assertThat(done).containsExactly("off");
    }

    @Test
    void theSupervisorSeesEachLineAndMayRefuseOrRepeatIt() {
        refused = "+DATA";
        type("at+data\r\nhello\r\n");
        assertPrinted("\r\n+CME ERROR: 605\r\n");
        assertThat(lines).containsExactly("at+data", "hello");
        refused = "";
        forcedEcho = true;
        type("AT+NONE\r\n");
        assertPrinted("AT+NONE\r\r\nERROR\r\n");
    }

    private void type(String text) {
        server.received(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void assertPrinted(String text) {
        assertThat(printed.toString(StandardCharsets.ISO_8859_1)).isEqualTo(text);
        printed.reset();
    }
}
