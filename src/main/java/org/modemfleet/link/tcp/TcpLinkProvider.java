package org.modemfleet.link.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.modemfleet.link.Link;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;
import org.modemfleet.link.LinkProvider;
import org.springframework.stereotype.Component;

/** {@code tcp:<host>:<port>}, such as {@code tcp:10.0.0.5:7001} or {@code tcp:[::1]:7001}. It has no options. */
@Component
public class TcpLinkProvider implements LinkProvider {

    /** How long a connection may take to be made. */
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** A silent far end is asked whether it lives after this time, then every {@link #KEEPALIVE_INTERVAL_S}. */
    private static final int KEEPALIVE_IDLE_S = 30;

    private static final int KEEPALIVE_INTERVAL_S = 10;
    private static final int KEEPALIVE_PROBES = 3;

    @Override
    public String scheme() {
        return "tcp";
    }

    @Override
    public void check(LinkAddress address) throws LinkException {
        target(address);
    }

    /** A module has one AT line: a second connection to it would take the first one's answers. */
    @Override
    public Optional<String> port(LinkAddress address) {
        return Optional.of(address.target().toLowerCase(Locale.ROOT));
    }

    @Override
    public Link open(String moduleId, LinkAddress address, Link.Listener listener) throws LinkException {
        Target target = target(address);
        Socket socket = new Socket();
        try {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            keepAlive(socket);
            InetAddress host = InetAddress.getByName(target.host());
            socket.connect(new InetSocketAddress(host, target.port()), (int) CONNECT_TIMEOUT.toMillis());
            return TcpLink.start(socket, "tcp-link-" + moduleId, listener);
        } catch (IOException e) {
            closeQuietly(socket, e);
            throw new LinkException.Unreachable(shown(address), reason(e), e);
        }
    }

    private static void keepAlive(Socket socket) throws IOException {
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_IDLE_S);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_INTERVAL_S);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_PROBES);
        }
    }

    private static void closeQuietly(Socket socket, IOException cause) {
        try {
            socket.close();
        } catch (IOException second) {
            cause.addSuppressed(second);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case UnknownHostException _ -> "the host name cannot be resolved";
            case SocketTimeoutException _ -> "no connection within " + CONNECT_TIMEOUT.toSeconds() + " s";
            default -> String.valueOf(e.getMessage());
        };
    }

    private record Target(String host, int port) {}

    private static Target target(LinkAddress address) throws LinkException {
        String text = address.target();
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.isEmpty() || host.isBlank() || !bracketed && host.indexOf(':') >= 0) {
            throw new LinkException.BadAddress(shown(address), "expected host:port");
        }
        if (!address.options().isEmpty()) {
            throw new LinkException.BadAddress(shown(address),
                    "tcp has no option " + address.options().keySet().iterator().next());
        }
        return new Target(host, port(address, text.substring(colon + 1)));
    }

    private static int port(LinkAddress address, String text) throws LinkException {
        if (text.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        }
        throw new LinkException.BadAddress(shown(address), "the port is 1–65535");
    }

    private static String shown(LinkAddress address) {
        return address.scheme() + ":" + address.target();
    }
}
