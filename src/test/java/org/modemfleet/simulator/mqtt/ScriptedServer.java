package org.modemfleet.simulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** An MQTT server that does what a test says, and nothing else. */
public final class ScriptedServer implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 5000;
    private static final int FENCE = 0xFFFE;

    private final ServerSocket listening;
    private final List<Peer> peers = new ArrayList<>();

    public ScriptedServer() {
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            listening.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** The next connection. */
    public Peer accept() {
        try {
            Socket socket = listening.accept();
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            Peer peer = new Peer(socket);
            peers.add(peer);
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next connection, with its CONNECT read and accepted. */
    public Peer acceptSession(boolean sessionPresent) {
        return accept().expects("CONNECT").sends(WirePacket.connack(sessionPresent, 0));
    }

    /**
     * Nobody has connected or is about to: a connection that is being made is in the backlog of loopback by now, or
     * never.
     */
    public void expectsNobody() {
        try {
            listening.setSoTimeout(50);
            assertThatThrownBy(listening::accept).isInstanceOf(SocketTimeoutException.class);
            listening.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        peers.forEach(Peer::close);
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server's end of one connection. */
    public static final class Peer {

        private final Socket socket;
        private final InputStream in;

        private Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        public WirePacket reads() {
            try {
                return WirePacket.read(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The next packets are these, see {@link WirePacket#toString}. */
        public Peer expects(String... packets) {
            for (String packet : packets) {
                assertThat(reads()).hasToString(packet);
            }
            return this;
        }

        /** Acknowledgements and PUBREL with their mids, such as {@code PUBREC 7}. */
        public Peer sends(String... packets) {
            for (String packet : packets) {
                String[] nameAndMid = packet.split(" ");
                sends(WirePacket.withMid(nameAndMid[0], Integer.parseInt(nameAndMid[1])));
            }
            return this;
        }

        public Peer sends(WirePacket packet) {
            return sends(packet.bytes());
        }

        public Peer sends(byte[] bytes) {
            try {
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().flush();
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /**
         * The engine has done all it does about what was sent, and has sent nothing that was not read: PUBREL is
         * answered in order.
         */
        public Peer fence() {
            return sends("PUBREL " + FENCE).expects("PUBCOMP " + FENCE);
        }

        /** The engine closes, having sent nothing more. */
        public void expectsEnd() {
            assertThatThrownBy(() -> WirePacket.read(in)).isInstanceOf(EOFException.class);
        }

        /** The engine breaks the connection off with RST. */
        public void expectsReset() {
            assertThatThrownBy(() -> WirePacket.read(in)).isInstanceOf(SocketException.class);
        }

        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Closes without reading what has arrived, which the engine sees as a reset. */
        void closesUnread() {
            await().until(() -> socket.getInputStream().available() > 0);
            close();
        }

        /** Closes with RST instead of FIN. */
        public void reset() {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
