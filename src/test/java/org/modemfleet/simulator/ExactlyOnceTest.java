package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modemfleet.simulator.mqtt.WirePacket.connack;
import static org.modemfleet.simulator.mqtt.WirePacket.publish;
import static org.modemfleet.simulator.mqtt.WirePacket.withMid;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modemfleet.simulator.mqtt.ScriptedServer;
import org.modemfleet.simulator.mqtt.ScriptedServer.Peer;
import org.modemfleet.simulator.mqtt.WirePacket;
import org.modemfleet.testsupport.Seeds;

/**
 * QoS 2 in both directions at once, while connections die before, between and after the packets of its handshake, and
 * packets are withheld until they are sent again: each message arrives once, and each is told to be complete once.
 */
@ExtendWith(Seeds.Printer.class)
class ExactlyOnceTest {

    private static final int MESSAGES = 12;
    private static final int FENCE = 0xfffe;
    private static final String ALL_READ = "ML307R-DC\r\n" + Terminal.OK;

    private final Bench bench = Bench.withStandingClock();
    private final ScriptedServer server = new ScriptedServer();
    private final Terminal te = bench.terminal("ML307R");
    private final StringBuilder printed = new StringBuilder();
    private final Session session = new Session();
    private Peer peer;
    private int kills;

    @AfterEach
    void stop() {
        bench.close();
        server.close();
    }

    /** The server's side of a session (MQTT 3.1.1, 4.3.3, method B), which outlives its connections. */
    private static final class Session {

        private final List<String> delivered = new ArrayList<>();
        private final Set<Integer> unreleased = new HashSet<>();
        private final Map<Integer, String> unreceived = new LinkedHashMap<>();
        private final Set<Integer> uncompleted = new LinkedHashSet<>();
        private int completed;

        /** Takes a packet of the module; what it is answered with. */
        private @Nullable WirePacket take(WirePacket packet) {
            int mid = packet.mid();
            switch (packet.name()) {
                case "PUBLISH" -> {
                    if (unreleased.add(mid)) {
                        delivered.add(new String(packet.body(), 5, packet.body().length - 5, StandardCharsets.US_ASCII));
                    }
                    return withMid("PUBREC", mid);
                }
                case "PUBREL" -> {
                    unreleased.remove(mid);
                    return withMid("PUBCOMP", mid);
                }
                case "PUBREC" -> {
                    if (unreceived.remove(mid) != null) {
                        uncompleted.add(mid);
                    }
                    return withMid("PUBREL", mid);
                }
                case "PUBCOMP" -> {
                    completed += uncompleted.remove(mid) ? 1 : 0;
                    return null;
                }
                default -> throw new AssertionError(packet);
            }
        }

        /** What is sent anew in the next connection (MQTT-4.4.0-1). */
        private List<WirePacket> unacknowledged() {
            List<WirePacket> again = new ArrayList<>();
            unreceived.forEach((mid, text) -> again.add(message(mid, text, true)));
            uncompleted.forEach(mid -> again.add(withMid("PUBREL", mid)));
            return again;
        }
    }

    private static WirePacket message(int mid, String text, boolean dup) {
        return publish(dup ? 4 | 8 : 4, mid, "in", text.getBytes(StandardCharsets.US_ASCII));
    }

    static LongStream seeds() {
        return Seeds.of(30);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void eachMessageArrivesOnceAndIsCompletedOnce(long seed) {
        Random random = new Random(seed);
        te.does("AT+MQTTCFG=\"retrans\",0,60,3").does("AT+MQTTCFG=\"pingreq\",0,86400").does("AT+MQTTCONN=0,\"127.0.0.1\"," + server.port());
        peer = server.acceptSession(false);
        te.urc("+MQTTURC: \"conn\",0,0");
        int sent = 0;
        int given = 0;
        for (int round = 0; session.completed < MESSAGES || times("pubcomp", "\\d+") < MESSAGES; round++) {
            assertThat(round).as("rounds until all is done").isLessThan(500);
            if (sent < MESSAGES && random.nextBoolean()) {
                sent++;
                printed.append(te.sends("AT+MQTTPUB=0,\"t\",2,0,0,0,\"out-" + sent + ".\"\r\n").readTo(Terminal.OK));
            }
            if (given < MESSAGES && random.nextBoolean()) {
                given++;
                session.unreceived.put(100 + given, "in-" + given + ".");
                peer.sends(message(100 + given, "in-" + given + ".", false));
            }
            round(random);
            if (random.nextInt(10) == 0 || sent == MESSAGES && given == MESSAGES) {
                bench.advance(60);
            }
        }
        readAll();
        assertThat(session.delivered).as("%d kills", kills)
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, MESSAGES).mapToObj(i -> "out-" + i + ".").toList());
        assertThat(kills).isPositive();
        for (int i = 1; i <= MESSAGES; i++) {
            assertThat(times("pubrec", "" + i)).as("pubrec of mid %d", i).isEqualTo(1);
            assertThat(times("pubcomp", "" + i)).as("pubcomp of mid %d", i).isEqualTo(1);
            assertThat(printed).containsOnlyOnce("+MQTTURC: \"publish\",0," + (100 + i) + ",\"in\"").containsOnlyOnce(",in-" + i + ".\r\n");
        }
        assertThat(printed).doesNotContain("timeout").doesNotContain("CME ERROR");
    }

    /** Everything that the module has sent by now is taken, answered, withheld, or lost with the connection. */
    private void round(Random random) {
        for (WirePacket packet : arrived()) {
            int fate = random.nextInt(12);
            boolean withheld = fate == 0 && packet.name().equals("PUBLISH") && (packet.header() & 8) == 0;
            if (fate == 1) {
                kill(random);
                return;
            }
            WirePacket answer = withheld ? null : session.take(packet);
            if (fate == 2) {
                kill(random);
                return;
            }
            if (answer != null) {
                peer.sends(answer);
            }
            if (fate == 3) {
                kill(random);
                return;
            }
        }
        readAll();
    }

    private List<WirePacket> arrived() {
        List<WirePacket> packets = new ArrayList<>();
        peer.sends(withMid("PUBREL", FENCE));
        for (WirePacket next = peer.reads(); !next.name().equals("PUBCOMP") || next.mid() != FENCE; next = peer.reads()) {
            packets.add(next);
        }
        return packets;
    }

    /** The connection is closed, or torn down so that what is on its way may be lost; the module comes back after 20 s. */
    private void kill(Random random) {
        kills++;
        if (random.nextBoolean()) {
            peer.close();
        } else {
            peer.reset();
        }
        printed.append(te.readTo("\"conn\",0,1\r\n"));
        bench.advance(20);
        peer = server.accept().expects("CONNECT").sends(connack(true, 0));
        session.unacknowledged().forEach(peer::sends);
        printed.append(te.readTo("\"conn\",0,0\r\n"));
    }

    private void readAll() {
        printed.append(te.sends("AT+CGMM\r\n").readTo(ALL_READ));
    }

    private long times(String urc, String mid) {
        return Pattern.compile("\\+MQTTURC: \"" + urc + "\",0," + mid + ",[01]\r\n").matcher(printed).results().map(MatchResult::group).count();
    }
}
