package org.modemfleet.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** TCP ports of the loopback interface that nobody listens on, for programs that cannot choose one themselves. */
public final class FreePorts {

    private FreePorts() {}

    /** A port that was free a moment ago. Prefer port 0 wherever the server can say which port it got. */
    public static int next() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free loopback port", e);
        }
    }
}
