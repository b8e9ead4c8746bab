package org.modemfleet.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.modemfleet.simulator.fault.FaultBench.ADDRESS;
import static org.modemfleet.simulator.fault.FaultBench.CSQ;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.modemfleet.simulator.Terminal;
import org.modemfleet.simulator.mqtt.ScriptedServer;

/** Every type of fault shows on the wire while it is active, and does not before, nor after its count, its time or its end. */
class EveryFaultTest {

    private static final String WRITE = "AT+MSSLCERTWR=\"ca.pem\",0,4";
    private static final String NO_CERTIFICATE = "\r\n+CME ERROR: 761\r\n";
    private static final Set<FaultType> MOMENTS = Set.of(FaultType.POWER_CYCLE, FaultType.REBOOT, FaultType.TCP_RESET);
    private static final int HOUR = 3_600;

    private final FaultBench bench = new FaultBench();

    @AfterEach
    void close() {
        bench.close();
    }

    static List<FaultType> thoseThatStrike() {
        return Arrays.stream(FaultType.values()).filter(type -> type.takes(FaultField.COUNT)).toList();
    }

    static Stream<FaultType> thoseThatLast() {
        return Arrays.stream(FaultType.values()).filter(type -> !MOMENTS.contains(type));
    }

    @ParameterizedTest
    @MethodSource("thoseThatStrike")
    void endsAfterItsCount(FaultType type) {
        prepare();
        shows(type, false);
        int strikes = strikesAtATime(type);
        assertThat(bench.inject(draft(type).count(2 * strikes)).remainingCount()).isEqualTo(2 * strikes);
        shows(type, true);
        assertThat(bench.active()).singleElement().satisfies(fault -> {
            assertThat(fault.struck()).isEqualTo(strikes);
            assertThat(fault.remainingCount()).isEqualTo(strikes);
        });
        shows(type, true);
        assertThat(bench.active()).isEmpty();
        shows(type, false);
        bench.te().silent();
    }

    @ParameterizedTest
    @MethodSource("thoseThatLast")
    void endsAfterItsTime(FaultType type) {
        prepare();
        shows(type, false);
        assertThat(bench.inject(draft(type).lasting(HOUR)).remainingMs()).isEqualTo(1_000L * HOUR);
        begins(type);
        shows(type, true);
        bench.advance(HOUR / 2);
        assertThat(bench.active()).singleElement().satisfies(fault ->
                assertThat(fault.remainingMs()).isBetween(1_000L * HOUR / 2 - 60_000, 1_000L * HOUR / 2));
        shows(type, true);
        bench.advance(HOUR / 2);
        assertThat(bench.active()).isEmpty();
        ends(type);
        shows(type, false);
        bench.te().silent();
    }

    @ParameterizedTest
    @MethodSource("thoseThatLast")
    void endsWhenItIsEnded(FaultType type) {
        prepare();
        FaultView begun = bench.inject(draft(type));
        begins(type);
        shows(type, true);
        bench.advance(HOUR);
        shows(type, true);
        assertThat(bench.active()).extracting(FaultView::id).containsExactly(begun.id());
        bench.end(begun);
        assertThat(bench.module().endFault(begun.id()).join()).isFalse();
        ends(type);
        shows(type, false);
        bench.te().silent();
    }

    /** A count and a time: whichever comes first. */
    @Test
    void endsAfterTheFirstOfCountAndTime() {
        bench.inject(FaultDraft.of(FaultType.LOST_FINAL).count(2).lasting(10));
        shows(FaultType.LOST_FINAL, true);
        bench.advance(10);
        shows(FaultType.LOST_FINAL, false);
        bench.inject(FaultDraft.of(FaultType.LOST_FINAL).count(1).lasting(HOUR));
        shows(FaultType.LOST_FINAL, true);
        shows(FaultType.LOST_FINAL, false);
    }

    @ParameterizedTest
    @EnumSource(names = {"POWER_CYCLE", "REBOOT", "TCP_RESET"})
    void aMomentIsOverAtOnce(FaultType type) {
        ScriptedServer.Peer peer = connectWithoutRetries();
        assertThat(bench.inject(type).struck()).isZero();
        assertThat(bench.active()).isEmpty();
        switch (type) {
            case TCP_RESET -> {
                bench.te().urc("+MQTTURC: \"conn\",0,6");
                peer.expectsReset();
            }
            default -> {
                peer.expectsEnd();
                bench.te().sends("AT\r\n").printsNothing();
                bench.advance(5);
                bench.te().urc("+MATREADY");
            }
        }
        bench.te().silent();
        connectWithoutRetries();
    }

    /** What a fault does belongs to the module and not to its power. */
    @ParameterizedTest
    @EnumSource(names = {"RADIO_LOSS", "SIM_ABSENT", "SIM_PIN"})
    void itOutlivesThePower(FaultType type) {
        FaultView begun = bench.inject(type);
        begins(type);
        bench.module().powerCycle();
        bench.advance(5);
        bench.te().urc("+MATREADY");
        shows(type, true);
        bench.te().rows("AT+CEREG?", "+CEREG: 0,0").rows("AT+COPS?", "+COPS: 0").does("AT+MIPCALL?");
        bench.end(begun);
        ends(type);
        shows(type, false);
    }

    private void prepare() {
        bench.te().does("AT+MQTTCFG=\"reconn\",0,0,20,0");
    }

    private ScriptedServer.Peer connectWithoutRetries() {
        prepare();
        return bench.connect();
    }

    private static FaultDraft draft(FaultType type) {
        FaultDraft draft = FaultDraft.of(type);
        return switch (type) {
            case GARBLED_BYTES, DROPPED_BYTES, DUPLICATED_BYTES -> draft.probability(1);
            case SPLIT_WRITES -> draft.bytes(9).delay(1);
            case COMMAND_ERROR -> draft.code(605);
            case CONNACK_REFUSED -> draft.code(5);
            case LOST_ACK -> draft.ack("PUBACK");
            case DELAYED_ACK -> draft.ack("PUBACK").delay(5);
            default -> draft;
        };
    }

    /** The six bytes of OK, or one event. */
    private static int strikesAtATime(FaultType type) {
        return switch (type) {
            case GARBLED_BYTES, DROPPED_BYTES, DUPLICATED_BYTES -> Terminal.OK.length();
            default -> 1;
        };
    }

    /** What is printed unasked when the fault begins. */
    private void begins(FaultType type) {
        switch (type) {
            case RADIO_LOSS, SIM_ABSENT, SIM_PIN -> bench.te().urc("+MIPCALL: 1,0");
            default -> bench.te().printsNothing();
        }
    }

    /** What is printed unasked when the fault ends. */
    private void ends(FaultType type) {
        switch (type) {
            case RADIO_LOSS, SIM_ABSENT, SIM_PIN -> bench.te().urc(ADDRESS);
            case PORT_VANISH -> bench.plugsAgain();
            default -> bench.te().printsNothing();
        }
    }

    /** What the wire shows with the fault, and in the same place without it. */
    private void shows(FaultType type, boolean active) {
        Terminal te = bench.te();
        switch (type) {
            case WEDGE -> te.sends("AT\r\n").expects(active ? "" : Terminal.OK).printsNothing();
            case PORT_VANISH -> portIsGone(active);
            case SLOW_ANSWERS, MERGED_WRITES -> comesInPieces(active, CSQ + Terminal.OK, "", CSQ + Terminal.OK);
            case LATE_FINAL -> comesInPieces(active, CSQ + Terminal.OK, CSQ, Terminal.OK);
            case SPLIT_WRITES -> comesInPieces(active, CSQ + Terminal.OK, "\r\n+CSQ: 2", "2,99\r\n\r\nO", "K\r\n");
            case LOST_FINAL -> {
                te.asks("AT+CSQ", active ? CSQ : CSQ + Terminal.OK);
                bench.advance(60);
                te.printsNothing();
            }
            case LOST_PROMPT -> te.sends(WRITE + "\r\n").expects(active ? "" : "\r\n>").printsNothing().sends("none").expects(NO_CERTIFICATE);
            case LATE_PROMPT -> promptIsLate(active);
            case URC_BEFORE_OK -> te.asks("AT+MIPCALL=1,1", active ? line(ADDRESS) + Terminal.OK : Terminal.OK + line(ADDRESS));
            case URC_AMID_ROWS -> te.asks("AT+CSQ;+CMEE?;+MIPCALL=1,1", active
                    ? CSQ + line(ADDRESS) + "+CMEE: 1\r\n" + Terminal.OK : CSQ + "+CMEE: 1\r\n" + Terminal.OK + line(ADDRESS));
            case ECHO_ON -> te.asks("AT", active ? "AT\r" + Terminal.OK : Terminal.OK);
            case COMMAND_ERROR -> te.asks("AT+MQTTSTATE=0", active ? "\r\n+CME ERROR: 605\r\n" : "\r\n+MQTTSTATE: 3\r\n" + Terminal.OK);
            case GARBLED_BYTES -> bitsAreTurned(active);
            case DROPPED_BYTES -> te.asks("AT", active ? "" : Terminal.OK).printsNothing();
            case DUPLICATED_BYTES -> te.asks("AT", active ? "\r\r\n\nOOKK\r\r\n\n" : Terminal.OK);
            case RADIO_LOSS -> te.rows("AT+CSQ", active ? "+CSQ: 99,99" : "+CSQ: 22,99");
            case SIM_ABSENT -> te.asks("AT+CPIN?", active ? "\r\n+CME ERROR: 10\r\n" : "\r\n+CPIN: READY\r\n" + Terminal.OK);
            case SIM_PIN -> te.asks("AT+CPIN?", active ? "\r\n+CME ERROR: 11\r\n" : "\r\n+CPIN: READY\r\n" + Terminal.OK);
            case BROKER_UNREACHABLE -> connectingFails("127.0.0.1", active);
            case DNS_FAILURE -> connectingFails("localhost", active);
            case CONNACK_REFUSED -> isRefused(active);
            case LOST_ACK, DELAYED_ACK -> acknowledgementComes(type, active);
            case POWER_CYCLE, REBOOT, TCP_RESET -> throw new IllegalArgumentException(type + " does not last");
        }
    }

    private static String line(String text) {
        return "\r\n" + text + "\r\n";
    }

    private void portIsGone(boolean active) {
        assertThat(bench.te().isClosed()).isEqualTo(active);
        if (active) {
            assertThatThrownBy(() -> bench.bench().terminal("ML307R")).hasMessageContaining("the port is gone");
        } else {
            bench.te().silent();
        }
    }

    /** The answer to AT+CSQ, whole or in these pieces, one a second. */
    private void comesInPieces(boolean active, String whole, String... pieces) {
        bench.te().asks("AT+CSQ", active ? pieces[0] : whole).printsNothing();
        for (int i = 1; active && i < pieces.length; i++) {
            bench.advance(Duration.ofMillis(999));
            bench.te().printsNothing();
            bench.advance(Duration.ofMillis(1));
            bench.te().expects(pieces[i]).printsNothing();
        }
    }

    private void promptIsLate(boolean active) {
        bench.te().sends(WRITE + "\r\n").expects(active ? "" : "\r\n>").printsNothing();
        if (active) {
            bench.advance(1);
            bench.te().expects("\r\n>").printsNothing();
        }
        bench.te().sends("none").expects(NO_CERTIFICATE);
    }

    private void bitsAreTurned(boolean active) {
        String printed = bench.te().sends("AT\r\n").takeAll();
        assertThat(printed).hasSameSizeAs(Terminal.OK);
        for (int i = 0; i < printed.length(); i++) {
            assertThat(Integer.bitCount(printed.charAt(i) ^ Terminal.OK.charAt(i))).isEqualTo(active ? 1 : 0);
        }
    }

    private void connectingFails(String host, boolean active) {
        bench.te().does("AT+MQTTCONN=0,\"" + host + "\"," + bench.server().port());
        if (active) {
            bench.te().urc("+MQTTURC: \"conn\",0,6");
        } else {
            ScriptedServer.Peer peer = bench.server().acceptSession(false);
            bench.te().urc("+MQTTURC: \"conn\",0,0");
            bench.disconnect(peer);
        }
    }

    private void isRefused(boolean active) {
        bench.asksToConnect();
        ScriptedServer.Peer peer = bench.server().acceptSession(false);
        if (active) {
            bench.te().urc("+MQTTURC: \"conn\",0,3");
            peer.expectsEnd();
        } else {
            bench.te().urc("+MQTTURC: \"conn\",0,0");
            bench.disconnect(peer);
        }
    }

    private void acknowledgementComes(FaultType type, boolean active) {
        ScriptedServer.Peer peer = bench.connect();
        bench.te().asks("AT+MQTTPUB=0,\"t\",1,0,0,1,\"1\"", "");
        String answer = bench.te().readTo(Terminal.OK);
        int mid = Integer.parseInt(answer.split(",")[1]);
        String puback = "+MQTTURC: \"puback\",0," + mid + ",0";
        peer.expects("PUBLISH " + mid + " qos1 t 1").sends("PUBACK " + mid).fence();
        if (!active) {
            bench.te().urc(puback);
        } else if (type == FaultType.DELAYED_ACK) {
            bench.te().silent();
            bench.advance(5);
            bench.te().urc(puback);
        } else {
            bench.advance(20);
            bench.te().urc("+MQTTURC: \"timeout\",0," + mid);
        }
        bench.disconnect(peer);
    }
}
