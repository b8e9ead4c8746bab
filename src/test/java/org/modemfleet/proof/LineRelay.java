package org.modemfleet.proof;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands in the line between the service and a module on TCP, and keeps what goes over it: neither of them is asked. */
final class LineRelay implements AutoCloseable {

    private static final int PIECE = 4_096;

    private final InetAddress loopback = InetAddress.getLoopbackAddress();
    private final ServerSocket server;
    private final int modulePort;
    private final List<Tapped> connections = new CopyOnWriteArrayList<>();

    /** One opening of the line: what was written towards either end. */
    private record Tapped(ByteArrayOutputStream toService, ByteArrayOutputStream toModule) {}

    /** @param modulePort of the loopback interface */
    LineRelay(int modulePort) {
        this.modulePort = modulePort;
        try {
            this.server = new ServerSocket(0, 1, loopback);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("relay").start(this::serve);
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
            service.setTcpNoDelay(true);
            module.setTcpNoDelay(true);
            Thread other = Thread.ofVirtual().start(() -> pass(service, module, tapped.toModule()));
            pass(module, service, tapped.toService());
            other.join();
        } catch (IOException gone) {
            // The module's port is away: the service sees a line that hangs up.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until either end hangs up; then both do. */
    private static void pass(Socket from, Socket to, ByteArrayOutputStream kept) {
        byte[] piece = new byte[PIECE];
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                kept.write(piece, 0, n);
                out.write(piece, 0, n);
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
