package org.modemfleet.bench;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An MQTT 3.1.1 client that publishes as fast as the broker takes it: small messages, one after the other to topic after topic. */
final class Flood implements AutoCloseable {

    private static final int CONNECT = 0x10;
    private static final int PUBLISH = 0x30;
    private static final byte[] PAYLOAD = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final DataOutputStream out;

    Flood(int brokerPort) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
            out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
            connect(socket.getInputStream());
            Thread.ofPlatform().daemon().name("acknowledgements").start(this::discard);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void connect(InputStream in) throws IOException {
        String clientId = "bench-flood";
        out.writeByte(CONNECT);
        out.writeByte(12 + clientId.length());
        out.writeUTF("MQTT");
        out.write(new byte[] {4, 2, 0, 0});
        out.writeUTF(clientId);
        out.flush();
        byte[] connack = in.readNBytes(4);
        if (connack.length < 4 || connack[3] != 0) {
            throw new IOException("the broker refuses");
        }
    }

    /** The broker would stop reading if nobody read its acknowledgements. */
    private void discard() {
        try (InputStream in = socket.getInputStream()) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException closed) {
            // The end of the flood.
        }
    }

    /** Each of the topics {@code rounds} times. */
    void publish(int topics, int rounds, int qos) {
        try {
            int identifier = 0;
            for (int i = 0; i < topics * rounds; i++) {
                String topic = Station.downTopic(i % topics);
                out.writeByte(PUBLISH | qos << 1);
                out.writeByte(2 + topic.length() + (qos > 0 ? 2 : 0) + PAYLOAD.length);
                out.writeUTF(topic);
                if (qos > 0) {
                    identifier = identifier % 0xFFFF + 1;
                    out.writeShort(identifier);
                }
                out.write(PAYLOAD);
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
