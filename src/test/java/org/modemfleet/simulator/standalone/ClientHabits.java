package org.modemfleet.simulator.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.ModemFleetProperties;
import org.modemfleet.simulator.SimulatedModules;
import org.modemfleet.simulator.Terminal;
import org.modemfleet.simulator.pty.PseudoTerminals;
import org.modemfleet.testsupport.FreePorts;
import org.modemfleet.testsupport.Mosquitto;

/**
 * What client code that runs on real modules does to them (specification, section 6), one script per habit. Every command's final result
 * comes within a second, whatever the network does.
 */
abstract class ClientHabits {

    private static final Duration FINAL_LIMIT = Duration.ofSeconds(1);
    private static final Duration PROBE_LIMIT = Duration.ofMillis(20);
    private static final Duration SIGNAL_LIMIT = Duration.ofMillis(10);

    /** Of so many rounds one must be as quick as an idle machine is: a busy one may spoil some. */
    private static final int ROUNDS = 10;

    @TempDir
    private Path directory;

    private SimulatedModules modules;
    private StandaloneModules standing;
    private Terminal te;

    /** Opens the line of module 0. */
    abstract Terminal open(StandaloneModules standing, Path links);

    @BeforeEach
    void start() {
        start(1);
    }

    private void start(double timeScale) {
        modules = new SimulatedModules(timeScale);
        standing = StandaloneModules.open(StandalonePlan.of(new ModemFleetProperties.Simulator(timeScale, 0, "ML307R", List.of("ML307R"), 0,
                PseudoTerminals.isSupported() ? directory.toString() : null, null)), modules);
        te = open(standing, directory);
    }

    @AfterEach
    void stop() {
        te.close();
        standing.close();
        modules.close();
        List<Duration> times = te.answerTimes().stream().sorted().toList();
        if (!times.isEmpty()) {
            assertThat(times.getLast()).as("the slowest final result").isLessThan(FINAL_LIMIT);
        }
    }

    @Test
    void sendsCrLfAndEchoOffFirst() {
        te.does("ATE1").asks("AT", "AT\r" + Terminal.OK).asks("ATE0", "ATE0\r" + Terminal.OK).does("AT")
                .sends("AT\r").expects(Terminal.OK).sends("\nAT\r\n\r\n").expects(Terminal.OK).silent();
    }

    @Test
    void probesWithAtEvery20Milliseconds() {
        te.does("ATE0");
        int probes = 50;
        try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            Future<?> probing = clock.scheduleAtFixedRate(() -> te.sends("AT\r\n"), 0, PROBE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            te.expects(Terminal.OK.repeat(probes));
            probing.cancel(false);
        }
        // Those that were sent meanwhile are answered, too, and then the line is in step.
        te.sends("AT+CGMM\r\n");
        assertThat(linesTo("ML307R-DC")).isSubsetOf("OK", "ML307R-DC");
        te.expects("\r\nOK\r\n").silent();
    }

    @Test
    void nineOfTenAnswersAreQuick() {
        assertThat(bestNineOfTen("AT", Terminal.OK)).as("AT").isLessThan(PROBE_LIMIT);
        assertThat(bestNineOfTen("AT+MQTTSTATE=0", "\r\n+MQTTSTATE: 3\r\n" + Terminal.OK)).as("AT+MQTTSTATE").isLessThan(PROBE_LIMIT);
        assertThat(bestNineOfTen("AT+CSQ", "\r\n+CSQ: 22,99\r\n" + Terminal.OK)).as("AT+CSQ").isLessThan(SIGNAL_LIMIT);
    }

    @Test
    void asksForTheStateOfUnusedConnectionsAndDisconnectsOnColdStart() {
        te.does("ATE0").refused("AT+MQTTDISC=0", 602);
        for (int id = 0; id <= 5; id++) {
            te.rows("AT+MQTTSTATE=" + id, "+MQTTSTATE: 3");
        }
    }

    @Test
    void setsAllRightBeforeItConnectsWithSixArguments() {
        try (Mosquitto broker = Mosquitto.start()) {
            connect(broker, "six");
            await().until(() -> broker.log().contains(" as six (p2, c1, k60)."));
            te.does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2").silent();
        }
    }

    @Test
    void subscribesAtOnceAndPublishesWithoutWaiting() {
        try (Mosquitto broker = Mosquitto.start()) {
            connect(broker, "early");
            te.sends("AT+MQTTSUB=0,\"habit/#\",0\r\nAT+MQTTPUB=0,\"habit/a\",0,0,0,2,6869\r\n")
                    .expects("\r\n+MQTTSUB: 0,1\r\n" + Terminal.OK);
            // The suback and the first message may come before the second answer or after it.
            List<String> lines = linesTo("habit/a\",2,2,hi");
            assertThat(lines).contains("+MQTTPUB: 0,2,13", "OK",
                    "+MQTTURC: \"suback\",0,1,0", "+MQTTURC: \"publish\",0,0,\"habit/a\",2,2,hi");
        }
    }

    @Test
    void publishesInDataModeWithAndWithoutALineEndAfterThePayload() {
        try (Mosquitto broker = Mosquitto.start()) {
            connect(broker, "data");
            subscribe("habit/#");
            for (int mid = 2; mid <= 5; mid++) {
                te.sends("AT+MQTTPUB=0,\"habit/a\",0,0,0,2\r\n").expects("\r\n>");
                te.sends(mid % 2 == 0 ? "hi\r\n" : "hi").expects("\r\n+MQTTPUB: 0," + mid + ",13\r\n" + Terminal.OK)
                        .urc("+MQTTURC: \"publish\",0,0,\"habit/a\",2,2,hi");
            }
            te.sends("AT+MQTTPUB=0,\"habit/a\",0,0,0,7\r\n").expects("\r\n>").sends("a\r\n\u0000\u0003b>\r\n")
                    .expects("\r\n+MQTTPUB: 0,6,18\r\n" + Terminal.OK)
                    .urc("+MQTTURC: \"publish\",0,0,\"habit/a\",7,7,a\r\n\u0000\u0003b>").silent();
        }
    }

    @Test
    void publishesInlineInHexQuotedOrBare() {
        try (Mosquitto broker = Mosquitto.start()) {
            connect(broker, "hex");
            subscribe("habit/#");
            te.rows("AT+MQTTPUB=0,\"habit/b\",0,0,0,2,6869", "+MQTTPUB: 0,2,13")
                    .urc("+MQTTURC: \"publish\",0,0,\"habit/b\",2,2,hi")
                    .rows("AT+MQTTPUB=0,\"habit/b\",0,0,0,2,\"6869\"", "+MQTTPUB: 0,3,13")
                    .urc("+MQTTURC: \"publish\",0,0,\"habit/b\",2,2,hi").silent();
        }
    }

    @Test
    void putsUnescapedJsonInline() {
        try (Mosquitto broker = Mosquitto.start()) {
            connect(broker, "json");
            subscribe("habit/#");
            te.does("AT+MQTTCFG=\"encoding\",0,0,0")
                    .rows("AT+MQTTPUB=0,\"habit/c\",0,0,0,19,\"{\"a\":\"b\",\"c\":[1,2]}\"", "+MQTTPUB: 0,2,30")
                    .urc("+MQTTURC: \"publish\",0,0,\"habit/c\",19,19,{\"a\":\"b\",\"c\":[1,2]}").silent();
        }
    }

    @Test
    void pollsTheCache() {
        try (Mosquitto broker = Mosquitto.start()) {
            te.does("AT+MQTTCFG=\"cached\",0,1");
            connect(broker, "cache");
            subscribe("habit/#");
            te.rows("AT+MQTTREAD=0", "+MQTTREAD: 0,0,0").rows("AT+MQTTPUB=0,\"habit/d\",0,0,0,2,6869", "+MQTTPUB: 0,2,13")
                    .urc("+MQTTURC: \"pubnmi\",0,0,2");
            for (int i = 0; i < 20; i++) {
                te.rows("AT+MQTTREAD=0", "+MQTTREAD: 0,1,2");
            }
            te.rows("AT+MQTTREAD=0,1", "+MQTTREAD: 0,0,\"habit/d\",2,hi").rows("AT+MQTTREAD=0", "+MQTTREAD: 0,0,0");
        }
    }

    @Test
    void takesReconnectingAsNotYet() {
        te.close();
        standing.close();
        modules.close();
        // Reconnecting waits 20 s at least: they pass in one.
        start(20);
        try (Mosquitto broker = Mosquitto.start()) {
            connect(broker, "notyet");
            broker.kill();
            te.urc("+MQTTURC: \"conn\",0,1").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 1").refused("AT+MQTTPUB=0,\"a\",0,0,0,1,31", 603);
            broker.restart();
            te.urc("+MQTTURC: \"conn\",0,0").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 2");
        }
    }

    @Test
    void aBrokerThatDoesNotAnswerSlowsNoFinalResult() throws IOException {
        try (Silence silence = new Silence()) {
            whileUnreachable("127.0.0.1", silence.port());
        }
    }

    @Test
    void aBrokerThatIsDownSlowsNoFinalResult() {
        whileUnreachable("127.0.0.1", FreePorts.next());
    }

    @Test
    void aBrokerOfAnUnknownNameSlowsNoFinalResult() {
        whileUnreachable("broker.invalid", 1883);
    }

    /** The whole session of a client, none of whose commands waits for the network. */
    private void whileUnreachable(String host, int port) {
        te.does("ATE0").refused("AT+MQTTDISC=0", 602);
        settings();
        te.does("AT+MQTTCONN=0,\"" + host + "\"," + port + ",\"habit\",\"\",\"\"");
        // A first attempt that has failed already is told once, as "not yet".
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            told.addAll(ask("AT+MQTTSTATE=0", "+MQTTSTATE: 1"));
            told.addAll(ask("AT+CSQ", "+CSQ: 22,99"));
            told.addAll(askRefused("AT+MQTTSUB=0,\"habit/#\",0"));
            told.addAll(askRefused("AT+MQTTPUB=0,\"habit/a\",0,0,0,2"));
            told.addAll(ask("AT+MQTTREAD=0", "+MQTTREAD: 0,0,0"));
        }
        assertThat(told).isSubsetOf("+MQTTURC: \"conn\",0,1").hasSizeLessThanOrEqualTo(1);
        te.sends("AT+MQTTDISC=0\r\n");
        assertThat(linesTo("+MQTTURC: \"conn\",0,2")).contains("OK");
        te.rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
    }

    /** @return what came besides the answer */
    private List<String> ask(String command, String row) {
        return timed(command, List.of(row, "OK"));
    }

    private List<String> askRefused(String command) {
        return timed(command, List.of("+CME ERROR: 603"));
    }

    private List<String> timed(String command, List<String> answer) {
        long start = System.nanoTime();
        te.sends(command + "\r\n");
        List<String> lines = linesTo(answer.getLast());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as(command).isLessThan(FINAL_LIMIT);
        assertThat(lines).as(command).containsAll(answer);
        lines.removeAll(answer);
        return lines;
    }

    /** The lines up to the one that ends so, without the empty ones between. */
    private List<String> linesTo(String end) {
        List<String> lines = new ArrayList<>();
        do {
            lines.add(te.readTo("\r\n").strip());
        } while (!lines.getLast().endsWith(end));
        lines.removeIf(String::isEmpty);
        return lines;
    }

    private void settings() {
        te.does("AT+MQTTCFG=\"clean\",0,1").does("AT+MQTTCFG=\"keepalive\",0,60").does("AT+MQTTCFG=\"pingreq\",0,60")
                .does("AT+MQTTCFG=\"encoding\",0,1");
    }

    private void connect(Mosquitto broker, String client) {
        te.does("ATE0");
        settings();
        te.does("AT+MQTTCONN=0,\"127.0.0.1\"," + broker.port() + ",\"" + client + "\",\"\",\"\"").urc("+MQTTURC: \"conn\",0,0");
    }

    private void subscribe(String filter) {
        te.rows("AT+MQTTSUB=0,\"" + filter + "\",0", "+MQTTSUB: 0,1").urc("+MQTTURC: \"suback\",0,1,0");
    }

    /** The ninth decile of the quickest round. */
    private Duration bestNineOfTen(String command, String answer) {
        Duration best = FINAL_LIMIT;
        for (int round = 0; round < ROUNDS; round++) {
            int from = te.answerTimes().size();
            for (int i = 0; i < 100; i++) {
                te.asks(command, answer);
            }
            List<Duration> times = te.answerTimes().subList(from, from + 100).stream().sorted().toList();
            best = times.get(90).compareTo(best) < 0 ? times.get(90) : best;
        }
        System.out.printf("%s: 9 of 10 answers to %s within %.2f ms%n", getClass().getSimpleName(), command, best.toNanos() / 1e6);
        return best;
    }

    /** A port behind which nobody accepts: a connection to it is under way for ever. */
    private static final class Silence implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<Socket> queue = new ArrayList<>();

        /** Fills the queue of the port, until one more connection is not made. */
        Silence() throws IOException {
            boolean made = true;
            while (made) {
                Socket socket = new Socket();
                queue.add(socket);
                try {
                    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 300);
                } catch (IOException full) {
                    made = false;
                }
            }
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : queue) {
                socket.close();
            }
            server.close();
        }
    }
}
