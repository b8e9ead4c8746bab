package org.modemfleet.simulator.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.ModemFleetProperties;
import org.modemfleet.simulator.SimulatedModules;
import org.modemfleet.testsupport.Helpers;
import org.modemfleet.testsupport.PseudoTerminal;

/** People sit at a terminal program: picocom, whose keyboard and screen the test has. */
@EnabledIf("org.modemfleet.simulator.pty.PseudoTerminals#isSupported")
class PicocomTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    /** C-a C-x leaves picocom; it sets the port back as it found it. */
    private static final String LEAVE = "\u0001\u0018";

    @TempDir
    private Path directory;

    private Path program;
    private SimulatedModules modules;
    private StandaloneModules standing;
    private PseudoTerminal screen;

    /** How much of what is on the screen was looked at. */
    private int shown;

    @BeforeEach
    void start() throws IOException {
        program = Helpers.require("picocom");
        modules = new SimulatedModules(1);
        standing = StandaloneModules.open(StandalonePlan.of(new ModemFleetProperties.Simulator(1, 0, "ML307R", List.of("ML307R"), null,
                directory.toString(), null)), modules);
        screen = new PseudoTerminal();
    }

    @AfterEach
    void stop() throws IOException {
        if (screen != null) {
            screen.close();
            standing.close();
            modules.close();
        }
    }

    @Test
    void typesCommandsAndComesBackToTheSameModule() throws Exception {
        Process picocom = picocom();
        try {
            types("ATE1\r");
            shows("\r\nOK\r\n");
            types("AT+CGMM\r");
            // What was typed is on the screen by the module's echo alone.
            shows("AT+CGMM\r\r\nML307R-DC\r\n\r\nOK\r\n");
            leaves(picocom);
            picocom = picocom();
            types("AT+CSQ\r");
            shows("AT+CSQ\r\r\n+CSQ: 22,99\r\n\r\nOK\r\n");
            leaves(picocom);
        } finally {
            picocom.destroyForcibly();
        }
    }

    private Process picocom() throws IOException {
        Process picocom = new ProcessBuilder(program.toString(), "--baud", "115200",
                directory.resolve("0-ML307R").toString())
                .redirectInput(screen.path().toFile())
                .redirectOutput(screen.path().toFile())
                .redirectErrorStream(true)
                .start();
        shows("Terminal ready");
        return picocom;
    }

    private void types(String keys) {
        screen.write(keys.getBytes(ISO_8859_1));
    }

    /** What comes next on the screen holds this text. */
    private void shows(String text) {
        await(text).atMost(SOON).until(() -> new String(screen.received(), ISO_8859_1).indexOf(text, shown) >= 0);
        shown = new String(screen.received(), ISO_8859_1).indexOf(text, shown) + text.length();
    }

    private void leaves(Process picocom) throws InterruptedException {
        types(LEAVE);
        assertThat(picocom.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(picocom.exitValue()).isZero();
    }
}
