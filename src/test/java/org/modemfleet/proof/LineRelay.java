package org.modemfleet.proof;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Stands in the line between the service and a module on TCP, and keeps what goes over it: neither of them is asked. It may be led to
 * another module, and what the service sends may be held up.
 */
final class LineRelay implements AutoCloseable {

    private static final int PIECE = 4_096;

    private final InetAddress loopback = InetAddress.getLoopbackAddress();
    private final ServerSocket server;
    private final Supplier<Gate> gates;
    private final List<Tapped> connections = new CopyOnWriteArrayList<>();
    private volatile int modulePort;

    /** One opening of the line: what was written towards either end. */
    private record Tapped(ByteArrayOutputStream toService, ByteArrayOutputStream toModule) {}

    /** Stands in one opening of the line. */
    @FunctionalInterface
    interface Gate {
        /**
         * @param piece what the service has sent; commonly a whole line, for it waits for the answer to one before it sends another
         * @param on passes it on to the module
         */
        void pass(String piece, Passing on) throws IOException;
    }

    @FunctionalInterface
    interface Passing {
        void pass() throws IOException;
    }

    /** @param modulePort of the loopback interface */
    LineRelay(int modulePort) {
        this(modulePort, () -> (_, on) -> on.pass());
    }

    /** @param gates asked for one at each opening */
    LineRelay(int modulePort, Supplier<Gate> gates) {
        this.modulePort = modulePort;
        this.gates = gates;
        try {
            this.server = new ServerSocket(0, 1, loopback);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("relay").start(this::serve);
    }

    /** Leads to another module from the next opening on. */
    void lead(int modulePort) {
        this.modulePort = modulePort;
    }

    String link() {
        return "tcp:127.0.0.1:" + server.getLocalPort();
    }

    /** Of each opening of the line, the oldest first. */
    List<byte[]> toService() {
        return connections.stream().map(tapped -> tapped.toService().toByteArray()).toList();
    }

    List<byte[]> toModule() {
        return connections.stream().map(tapped -> tapped.toModule().toByteArray()).toList();
    }

    /** As long as this end of the line is there. */
    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket service = server.accept();
                Thread.ofVirtual().name("relay-line").start(() -> join(service));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void join(Socket service) {
        try (service; Socket module = new Socket(loopback, modulePort)) {
            Tapped tapped = new Tapped(new ByteArrayOutputStream(), new ByteArrayOutputStream());
            connections.add(tapped);
            Gate gate = gates.get();
            service.setTcpNoDelay(true);
            module.setTcpNoDelay(true);
            Thread other = Thread.ofVirtual().start(() -> pass(service, module, tapped.toModule(), gate));
            pass(module, service, tapped.toService(), (_, on) -> on.pass());
            other.join();
        } catch (IOException gone) {
            // The module's port is away: the service sees a line that hangs up.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until either end hangs up; then both do. */
    private static void pass(Socket from, Socket to, ByteArrayOutputStream kept, Gate gate) {
        byte[] piece = new byte[PIECE];
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                int length = n;
                gate.pass(new String(piece, 0, length, StandardCharsets.ISO_8859_1), () -> {
                    kept.write(piece, 0, length);
                    out.write(piece, 0, length);
                });
            }
        } catch (IOException hungUp) {
            // One end is gone.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
