package org.modemfleet.proof;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A tiny model of a module with data mode behind TCP, which answers when and if its test wants. What it would publish
 * is what data mode has read, whoever sent that. It takes bytes in order, as a UART does: what comes while it is busy
 * waits.
 */
final class ScriptedModule implements AutoCloseable {

    static final String IMEI = "862000000000011";

    private static final Pattern PUBLISH = Pattern.compile("AT\\+MQTTPUB=0,\"([^\"]*)\",(\\d),\\d,\\d,(\\d+)(,.*)?");
    private static final Pattern SETTING = Pattern.compile("AT\\+MQTTCFG=(\"\\w+\",\\d)(?:,(.*))?");
    private static final Map<String, String> ROWS = Map.of("AT+CGMM", "ML307R-DC", "AT+CGSN", IMEI,
            "AT+CMEE?", "+CMEE: 1", "AT+CEREG?", "+CEREG: 0,1", "AT+CSQ", "+CSQ: 22,99", "AT+CGMI", "CMCC",
            "AT+CGMR", "ML307R-DC-MBRH0S01", "AT+CIMI", "460000000000011", "AT+ICCID", "+ICCID: 89860000000000000011");

    private final ServerSocket server;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    private final Map<String, Duration> delays = new ConcurrentHashMap<>();
    private final Map<String, String> settings = new ConcurrentHashMap<>(Map.of("\"keepalive\",1", "120"));
    private final List<Integer> mids = new CopyOnWriteArrayList<>();
    private final List<String> published = new CopyOnWriteArrayList<>();
    private volatile @Nullable Socket terminal;

    private volatile Duration promptDelay = Duration.ZERO;
    private volatile boolean printsPrompt = true;
    private volatile Duration finalDelay = Duration.ZERO;
    private volatile boolean printsFinal = true;
    private volatile Duration dataModeTimeout = Duration.ofSeconds(10);

    // Of the clock's thread.
    private final Deque<Byte> waiting = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private @Nullable Reading data;
    private boolean busy;
    private boolean lineFeedDue;

    private static final class Reading {
        private final int length;
        private final ByteArrayOutputStream typed = new ByteArrayOutputStream();

        Reading(int length) {
            this.length = length;
        }
    }

    ScriptedModule() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("scripted-module").start(this::serve);
    }

    String link() {
        return "tcp:127.0.0.1:" + server.getLocalPort();
    }

    /** Answers this command line so much later. */
    ScriptedModule delays(String commandLine, Duration delay) {
        delays.put(commandLine, delay);
        return this;
    }

    /** Data mode opens so long after its command. */
    ScriptedModule opensDataModeAfter(Duration delay) {
        promptDelay = delay;
        return this;
    }

    /** Data mode opens, but the prompt gets lost. */
    ScriptedModule losesThePrompt() {
        printsPrompt = false;
        return this;
    }

    ScriptedModule endsDataModeAfter(Duration timeout) {
        dataModeTimeout = timeout;
        return this;
    }

    /** The final result of a publish comes so long after the last byte. */
    ScriptedModule answersPublishesAfter(Duration delay) {
        finalDelay = delay;
        return this;
    }

    /** The final result of a publish gets lost. */
    ScriptedModule losesTheFinalResult() {
        printsFinal = false;
        return this;
    }

    /** The identifiers of the publishes that it took. */
    List<Integer> mids() {
        return List.copyOf(mids);
    }

    /** What data mode has read. */
    List<String> published() {
        return List.copyOf(published);
    }

    void says(String text) {
        clock.execute(() -> write("\r\n" + text + "\r\n"));
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket accepted = server.accept()) {
                terminal = accepted;
                byte[] buffer = new byte[4096];
                InputStream in = accepted.getInputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    byte[] read = Arrays.copyOf(buffer, n);
                    clock.execute(() -> take(read));
                }
            } catch (IOException e) {
                // The other end is gone, or the test has ended.
                terminal = null;
            }
        }
    }

    private void take(byte[] bytes) {
        for (byte b : bytes) {
            waiting.add(b);
        }
        goOn();
    }

    private void goOn() {
        while (!busy && !waiting.isEmpty()) {
            byte b = waiting.remove();
            boolean behindReturn = lineFeedDue;
            lineFeedDue = false;
            if (behindReturn && b == '\n') {
                continue;
            }
            if (data != null) {
                data.typed.write(b);
                if (data.typed.size() == data.length) {
                    endDataMode(data);
                }
            } else if (b == '\r') {
                lineFeedDue = true;
                String commandLine = line.toString(StandardCharsets.UTF_8).strip();
                line.reset();
                if (!commandLine.isEmpty()) {
                    obey(commandLine);
                }
            } else {
                line.write(b);
            }
        }
    }

    private void obey(String commandLine) {
        Matcher publish = PUBLISH.matcher(commandLine);
        if (publish.matches() && publish.group(4) == null) {
            busyFor(promptDelay, () -> beginDataMode(Integer.parseInt(publish.group(3))));
        } else {
            busyFor(delays.getOrDefault(commandLine, Duration.ZERO),
                    () -> answer(publish.matches() ? took() : row(commandLine), "OK"));
        }
    }

    private @Nullable String row(String commandLine) {
        Matcher setting = SETTING.matcher(commandLine);
        if (commandLine.startsWith("AT+MQTTSTATE=")) {
            return "+MQTTSTATE: 2";
        }
        if (commandLine.startsWith("AT+MQTTREAD=")) {
            return "+MQTTREAD: " + commandLine.charAt("AT+MQTTREAD=".length()) + ",0,0";
        }
        if (!setting.matches()) {
            return ROWS.get(commandLine);
        }
        if (setting.group(2) != null) {
            settings.put(setting.group(1), setting.group(2));
            return null;
        }
        return "+MQTTCFG: " + setting.group(1).replaceFirst(",\\d", ",")
                + settings.getOrDefault(setting.group(1), "0,0");
    }

    private String took() {
        mids.add(mids.size() + 1);
        return "+MQTTPUB: 0," + mids.size() + ",20";
    }

    private void beginDataMode(int length) {
        Reading begun = new Reading(length);
        data = begun;
        clock.schedule(() -> endDataMode(begun), dataModeTimeout.toMillis(), TimeUnit.MILLISECONDS);
        if (printsPrompt) {
            write("\r\n>");
        }
    }

    private void endDataMode(Reading ended) {
        if (data != ended) {
            return;
        }
        data = null;
        boolean typed = ended.typed.size() > 0;
        if (typed) {
            published.add(FleetUser.exactly(ended.typed.toByteArray()));
        }
        busyFor(finalDelay, () -> {
            if (printsFinal) {
                answer(typed ? took() : null, typed ? "OK" : "+CME ERROR: 601");
            }
        });
    }

    private void busyFor(Duration delay, Runnable then) {
        if (delay.isZero()) {
            then.run();
            return;
        }
        busy = true;
        clock.schedule(() -> {
            busy = false;
            then.run();
            goOn();
        }, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** As on the wire: the final result has its own leading CR LF. */
    private void answer(@Nullable String row, String finalResult) {
        write((row == null ? "" : "\r\n" + row + "\r\n") + "\r\n" + finalResult + "\r\n");
    }

    private void write(String text) {
        Socket open = terminal;
        if (open != null) {
            try {
                open.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Socket open = terminal;
        if (open != null) {
            open.close();
        }
        clock.shutdown();
    }
}
