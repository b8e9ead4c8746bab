package org.modemfleet.link.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.modemfleet.link.Link;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connected socket; one virtual thread reads it. */
final class TcpLink implements Link {

    private static final Logger log = LoggerFactory.getLogger(TcpLink.class);
    private static final int CHUNK = 8192;

    private final Socket socket;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean closing;

    private TcpLink(Socket socket) {
        this.socket = socket;
    }

    static TcpLink start(Socket socket, String name, Listener listener) throws IOException {
        TcpLink link = new TcpLink(socket);
        InputStream in = socket.getInputStream();
        Thread.ofVirtual().name(name).start(() -> link.read(in, listener));
        return link;
    }

    /** Not on a virtual thread that may be interrupted meanwhile: the JDK closes the socket then. */
    @Override
    public void write(byte[] bytes) throws IOException {
        writing.lock();
        try {
            socket.getOutputStream().write(bytes);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            socket.close();
        } catch (IOException e) {
            log.debug("closing {}", socket, e);
        }
    }

    private void read(InputStream in, Listener listener) {
        IOException cause = null;
        try {
            byte[] buffer = new byte[CHUNK];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                listener.received(Arrays.copyOf(buffer, n));
            }
        } catch (IOException e) {
            cause = e;
        } finally {
            boolean ours = closing;
            close();
            listener.closed(ours ? null : cause);
        }
    }
}
