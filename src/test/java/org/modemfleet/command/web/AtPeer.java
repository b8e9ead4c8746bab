package org.modemfleet.command.web;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A module behind TCP that says what a test wants; what a session needs to synchronize it says by itself. */
final class AtPeer implements Closeable {

    private static final String OK = "OK";
    private static final Map<String, List<String>> BY_ITSELF = Map.of(
            "AT+CGMM", List.of("ML307R-DC", OK),
            "AT+CMEE?", List.of("+CMEE: 1", OK),
            "AT+CEREG?", List.of("+CEREG: 0,1", OK),
            "AT+CSQ", List.of("+CSQ: 22,99", OK));

    /** Opens data mode for so many bytes. */
    private static final Pattern FILE = Pattern.compile("AT\\+MSSL(?:CERT|KEY)WR=\"[^\"]*\",\\d+,(\\d+)");

    private final ServerSocket server;
    private final Map<String, List<String>> answers = new ConcurrentHashMap<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final StringBuffer wire = new StringBuffer();
    private volatile @Nullable Socket client;

    AtPeer() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("at-peer").start(this::serve);
    }

    String link() {
        return "tcp:127.0.0.1:" + server.getLocalPort();
    }

    /** @param lines rows and final result; nothing for no answer at all */
    AtPeer answers(String command, String... lines) {
        answers.put(command, List.of(lines));
        return this;
    }

    List<String> heard() {
        return List.copyOf(heard);
    }

    /** Every byte that came since it began with this, without what the service asks by itself now and then. */
    String wireFrom(String beginning) {
        String all = wire.toString();
        return all.substring(all.indexOf(beginning)).replaceAll("AT(\\+MQTTREAD=\\d)?\r\n", "");
    }

    /** Says something that nobody asked for. */
    void says(String line) {
        write("\r\n" + line + "\r\n");
    }

    /** The port is pulled. */
    void hangUp() throws IOException {
        server.close();
        Socket open = client;
        if (open != null) {
            open.close();
        }
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket accepted = server.accept()) {
                client = accepted;
                read(accepted.getInputStream());
            } catch (SocketException closed) {
                // The client is gone, or the test has ended.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void read(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = next(in); b >= 0; b = next(in)) {
            if (b != '\n') {
                line.write(b);
                continue;
            }
            String command = line.toString(StandardCharsets.UTF_8).stripTrailing();
            line.reset();
            if (!command.isEmpty()) {
                heard.add(command);
                readFile(command, in);
                answer(answer(command));
            }
        }
    }

    private int next(InputStream in) throws IOException {
        int b = in.read();
        if (b >= 0) {
            wire.append((char) b);
        }
        return b;
    }

    private void readFile(String command, InputStream in) throws IOException {
        Matcher file = FILE.matcher(command);
        if (file.matches()) {
            send("\r\n>");
            for (int i = Integer.parseInt(file.group(1)); i > 0; i--) {
                next(in);
            }
        }
    }

    private List<String> answer(String line) {
        List<String> scripted = answers.get(line);
        if (scripted != null) {
            return scripted;
        }
        if (line.startsWith("AT+MQTTCFG=\"encoding\",") && line.chars().filter(c -> c == ',').count() == 1) {
            return List.of("+MQTTCFG: \"encoding\",0,0", OK);
        }
        if (line.matches("AT\\+MQTTREAD=\\d")) {
            return List.of("+MQTTREAD: " + line.charAt(line.length() - 1) + ",0,0", OK);
        }
        if (line.startsWith("AT+MQTTSTATE=")) {
            return List.of("+MQTTSTATE: 3", OK);
        }
        return BY_ITSELF.getOrDefault(line, List.of(OK));
    }

    /** As on the wire: rows one CR LF apart, the final result with its own leading CR LF. */
    private void answer(List<String> lines) throws IOException {
        if (!lines.isEmpty()) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < lines.size(); i++) {
                text.append(i == 0 || i == lines.size() - 1 ? "\r\n" : "").append(lines.get(i)).append("\r\n");
            }
            send(text.toString());
        }
    }

    private void write(String text) {
        try {
            send(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(String text) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        hangUp();
    }
}
