package org.modemfleet.link;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.link.tcp.TcpLinkProvider;

class TcpLinkTest extends LinkContractTest {

    @Override
    protected Rig open(int fragment, Link.Listener listener) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Link link = new TcpLinkProvider().open("m",
                    LinkAddress.parse("tcp:127.0.0.1:" + server.getLocalPort()), listener);
            Socket far = server.accept();
            far.setTcpNoDelay(true);
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            Thread.ofVirtual().start(() -> collect(far, received));
            return new TcpRig(link, far, received);
        }
    }

    private static void collect(Socket far, ByteArrayOutputStream received) {
        try {
            InputStream in = far.getInputStream();
            byte[] buffer = new byte[4096];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                received.write(buffer, 0, n);
            }
        } catch (IOException gone) {
            received.write(new byte[0], 0, 0);
        }
    }

    private record TcpRig(Link link, Socket far, ByteArrayOutputStream bytes) implements Rig {
        @Override
        public void send(byte[] chunk) throws IOException {
            far.getOutputStream().write(chunk);
        }

        @Override
        public byte[] received() {
            return bytes.toByteArray();
        }

        @Override
        public void hangUp() throws IOException {
            far.close();
        }

        @Override
        public void close() throws IOException {
            far.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp:host", "tcp::7001", "tcp:host:", "tcp:host:0", "tcp:host:65536", "tcp:host:a",
        "tcp:a:b:1", "tcp:host:1?baud=9600"})
    void refusesAnAddressThatCannotBeOne(String address) {
        assertThatThrownBy(() -> new TcpLinkProvider().check(LinkAddress.parse(address)))
                .isInstanceOf(LinkException.BadAddress.class);
    }

    @Test
    void tellsThatNobodyListens() throws IOException {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }
        assertThatThrownBy(() -> new TcpLinkProvider().open("m", LinkAddress.parse("tcp:127.0.0.1:" + port),
                new RecordingListener())).isInstanceOf(LinkException.Unreachable.class)
                .hasMessageContaining("tcp:127.0.0.1:" + port);
    }
}
