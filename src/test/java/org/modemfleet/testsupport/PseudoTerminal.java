package org.modemfleet.testsupport;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.modemfleet.simulator.pty.PseudoTerminals;

/** A pseudo-terminal in raw mode whose far end a test has. */
public final class PseudoTerminal implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final PseudoTerminals terminals;
    private final org.modemfleet.simulator.pty.PseudoTerminal terminal;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    public PseudoTerminal() throws IOException {
        terminals = PseudoTerminals.start();
        terminal = terminals.open(new org.modemfleet.simulator.pty.PseudoTerminal.Listener() {
            @Override
            public void received(byte[] bytes, Runnable taken) {
                keep(bytes);
                taken.run();
            }

            @Override
            public void failed(IOException cause) {
                throw new UncheckedIOException(cause);
            }
        });
    }

    /** Where a program opens the slave end. */
    public Path path() {
        return terminal.path();
    }

    /** Writes at our end; waits for a program that has it open, and for room. */
    public void write(byte[] bytes) {
        await().atMost(SOON).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> terminal.write(bytes));
    }

    /** What programs have written so far. */
    public byte[] received() {
        synchronized (received) {
            return received.toByteArray();
        }
    }

    /** Hangs up: whoever has the slave open is told that it is gone. */
    @Override
    public void close() throws IOException {
        terminals.close();
    }

    private void keep(byte[] bytes) {
        synchronized (received) {
            received.writeBytes(bytes);
        }
    }
}
