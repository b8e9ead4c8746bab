package org.modemfleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.modemfleet.fleet.Fleet;
import org.modemfleet.session.LiveSession;
import org.modemfleet.testsupport.FreePorts;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.ServiceTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/**
 * A serial server that vanishes without a word: the connection looks open to the service, what is sent over it goes nowhere. (That the far
 * end's TCP falls silent, too, which keep-alive would find, cannot be had on the loopback interface.)
 */
@ServiceTest
class HalfOpenLineTest {

    private static final int REFUSED = 2;

    private final HttpApi api;
    private final Fleet fleet;

    @Autowired
    HalfOpenLineTest(@LocalServerPort int port, Fleet fleet) {
        this.api = HttpApi.v1(port);
        this.fleet = fleet;
    }

    @Test
    void isFoundByTheHeartbeatAndConnectedAnewLaterAndLater() throws IOException {
        int modulePort = FreePorts.next();
        try (ConfigurableApplicationContext _ = new SpringApplicationBuilder(SimulatorApplication.class).profiles(SimulatorApplication.PROFILE)
                     .run("--modemfleet.simulator.modules=ML307R", "--modemfleet.simulator.tcp-port=" + modulePort);
                SerialServer server = new SerialServer(modulePort)) {
            api.post("/modules", "{\"id\":\"m\",\"link\":\"" + server.link() + "\"}").expect(201);
            awaitReady();
            String imei = api.get("/modules/m").text("/imei");
            assertThat(states()).containsExactly("synchronizing", "ready");
            ((LiveSession) fleet.session("m")).heartbeat(Duration.ofSeconds(1));

            server.vanish(REFUSED);

            await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(states().skip(2)).contains("ready"));
            assertThat(states().skip(2)).startsWith("resynchronizing", "lost", "opening")
                    .containsSubsequence("opening", "lost", "opening", "lost", "opening", "synchronizing", "ready").endsWith("ready");
            assertThat(events("state").get(3).at("/data/cause").asString()).isEqualTo("4 probes had no answer");
            assertThat(events("gap").getLast().at("/data/reason").asString()).isEqualTo("link-reopened");
            assertThat(server.unheard()).as("until the service has hung up").startsWith("AT\r\n").contains("AT+CMEE?\r\n");
            List<Duration> pauses = server.pauses();
            assertThat(pauses).as("between the attempts after the loss").hasSize(REFUSED);
            // Two seconds, then four, of each up to a quarter less.
            assertThat(pauses.getFirst()).isGreaterThanOrEqualTo(Duration.ofMillis(1500));
            assertThat(pauses.getLast()).isGreaterThanOrEqualTo(Duration.ofMillis(3000));
            assertThat(api.get("/modules/m").text("/imei")).isEqualTo(imei);
            assertThat(api.post("/modules/m/at", "{\"command\":\"AT+CSQ\"}").expect(200).body()).contains("+CSQ: ");
        } finally {
            api.delete("/modules/m?purge=true");
        }
    }

    private void awaitReady() {
        await().untilAsserted(() -> assertThat(api.get("/modules/m").expect(200).text("/state")).isEqualTo("ready"));
    }

    private List<JsonNode> events(String type) {
        return api.get("/events?after=0&limit=1000&module=m&type=" + type).expect(200).json().path("items").valueStream().toList();
    }

    /** To which the module went. */
    private Stream<String> states() {
        return events("state").stream().map(event -> event.at("/data/to").asString());
    }

    /** A module's line as TCP connections of the service, one at a time. */
    private static final class SerialServer implements AutoCloseable {

        private static final int LONGEST_SILENCE_MS = 60_000;
        private static final int PIECE = 4096;

        private final InetAddress loopback = InetAddress.getLoopbackAddress();
        private final ServerSocket server = new ServerSocket(0, 8, loopback);
        private final int modulePort;
        /** When the service had a connection, the first one too. */
        private final List<Long> accepted = new CopyOnWriteArrayList<>();
        private final CompletableFuture<byte[]> swallowed = new CompletableFuture<>();
        private volatile Socket service;
        private volatile Socket module;
        private volatile Socket vanished;
        private volatile int toRefuse;

        SerialServer(int modulePort) throws IOException {
            this.modulePort = modulePort;
            Thread.ofVirtual().name("serial-server").start(this::serve);
        }

        String link() {
            return "tcp:127.0.0.1:" + server.getLocalPort();
        }

        private void serve() {
            while (!server.isClosed()) {
                try {
                    Socket next = server.accept();
                    accepted.add(System.nanoTime());
                    if (vanished != null && toRefuse-- > 0) {
                        next.close();
                        continue;
                    }
                    Socket line = new Socket(loopback, modulePort);
                    service = next;
                    module = line;
                    Thread.ofVirtual().start(() -> pass(next, line));
                    Thread.ofVirtual().start(() -> pass(line, next));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        /** Until either end hangs up; then both do, unless this server has vanished for one of them. */
        private void pass(Socket from, Socket to) {
            byte[] piece = new byte[PIECE];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                    if (from == vanished) {
                        swallowed.complete(Arrays.copyOf(piece, n));
                        return;
                    }
                    out.write(piece, 0, n);
                }
            } catch (IOException hungUp) {
                // The other one is told below.
            }
            if (from != vanished && to != vanished) {
                closeQuietly(from);
                closeQuietly(to);
            }
        }

        /**
         * From now on nothing more is read from the service's connection, and nothing written to it.
         *
         * @param refused so many of the next connections are closed at once, as by a server that is still starting
         */
        void vanish(int refused) {
            toRefuse = refused;
            vanished = service;
            closeQuietly(module);
        }

        /** What the service sent over the connection that has vanished, until it hung up; fails if it does not. */
        String unheard() throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(swallowed.join());
            vanished.setSoTimeout(LONGEST_SILENCE_MS);
            vanished.getInputStream().transferTo(all);
            return all.toString(StandardCharsets.UTF_8);
        }

        /** Between the connections that the service made after the loss. */
        List<Duration> pauses() {
            return IntStream.range(2, accepted.size()).mapToObj(i -> Duration.ofNanos(accepted.get(i) - accepted.get(i - 1))).toList();
        }

        private static void closeQuietly(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Socket open : new Socket[] {service, module, vanished}) {
                if (open != null) {
                    open.close();
                }
            }
        }
    }
}
