package org.modemfleet.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modemfleet.simulator.fault.FaultBench.CSQ;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.simulator.Terminal;
import org.modemfleet.simulator.mqtt.ScriptedServer;
import org.modemfleet.simulator.mqtt.WirePacket;

/** Bytes that are turned, lost or doubled on the line, and the pieces in which they come. */
class ByteFaultsTest {

    private static final int QUESTIONS = 20;
    private static final String SOUND = (CSQ + Terminal.OK).repeat(QUESTIONS);

    private final FaultBench bench = new FaultBench();
    private final Terminal te = bench.te();

    @AfterEach
    void close() {
        bench.close();
    }

    // ── chances ──

    @ParameterizedTest
    @EnumSource(names = {"GARBLED_BYTES", "DROPPED_BYTES", "DUPLICATED_BYTES"})
    void theSameSeedStrikesTheSameBytes(FaultType type) {
        String first = printedWith(FaultDraft.of(type).probability(0.1).seed(7));
        assertThat(printedWith(FaultDraft.of(type).probability(0.1).seed(7))).isEqualTo(first);
        assertThat(printedWith(FaultDraft.of(type).probability(0.1).seed(8))).isNotEqualTo(first);
        te.silent();
        try (FaultBench another = new FaultBench()) {
            another.inject(FaultDraft.of(type).probability(0.1).seed(7));
            assertThat(another.te().sends("AT+CSQ\r\n".repeat(QUESTIONS)).takeAll()).isEqualTo(first);
        }
    }

    /** About as many bytes as the probability says are struck: with this seed always the same. */
    @Test
    void theProbabilityIsThatOfAByte() {
        String dropped = printedWith(FaultDraft.of(FaultType.DROPPED_BYTES).probability(0.1).seed(1));
        String duplicated = printedWith(FaultDraft.of(FaultType.DUPLICATED_BYTES).probability(0.1).seed(1));
        String garbled = printedWith(FaultDraft.of(FaultType.GARBLED_BYTES).probability(0.1).seed(1));
        assertThat(SOUND.length() - dropped.length()).isBetween(SOUND.length() / 20, SOUND.length() / 5);
        assertThat(duplicated.length() - SOUND.length()).isBetween(SOUND.length() / 20, SOUND.length() / 5);
        assertThat(garbled).hasSameSizeAs(SOUND);
        int turned = 0;
        for (int i = 0; i < SOUND.length(); i++) {
            int bits = Integer.bitCount(SOUND.charAt(i) ^ garbled.charAt(i));
            assertThat(bits).isLessThanOrEqualTo(1);
            turned += bits;
        }
        assertThat(turned).isBetween(SOUND.length() / 20, SOUND.length() / 5);
    }

    @Test
    void aSeedThatWasNotGivenIsChosenAndShown() {
        FaultView chosen = bench.inject(FaultDraft.of(FaultType.GARBLED_BYTES).probability(0.1));
        String first = asked();
        bench.end(chosen);
        long seed = Objects.requireNonNull(chosen.fault().seed());
        assertThat(printedWith(FaultDraft.of(FaultType.GARBLED_BYTES).probability(0.1).seed(seed))).as("seed " + seed).isEqualTo(first);
        FaultView other = bench.inject(FaultDraft.of(FaultType.GARBLED_BYTES).probability(0.1));
        assertThat(other.fault().seed()).isNotEqualTo(seed);
    }

    /** However the typed bytes are cut on their way to the module, and whatever it prints between them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 1000})
    void theSameSeedStrikesTheSameTypedBytesInAnyChunks(int size) {
        String typed = "AT+CSQ\r\n".repeat(QUESTIONS);
        bench.inject(FaultDraft.of(FaultType.DUPLICATED_BYTES).probability(0.05).direction("both").seed(42));
        String whole = te.sends(typed).takeAll();
        try (FaultBench another = new FaultBench()) {
            another.inject(FaultDraft.of(FaultType.DUPLICATED_BYTES).probability(0.05).direction("both").seed(42));
            for (int from = 0; from < typed.length(); from += size) {
                another.te().sends(typed.substring(from, Math.min(from + size, typed.length())));
            }
            assertThat(another.te().takeAll()).isEqualTo(whole).contains("ERROR").contains("CSQ");
        }
    }

    private String printedWith(FaultDraft draft) {
        FaultView begun = bench.inject(draft);
        String printed = asked();
        bench.end(begun);
        return printed;
    }

    private String asked() {
        return te.sends("AT+CSQ\r\n".repeat(QUESTIONS)).takeAll();
    }

    // ── directions ──

    @Test
    void droppedAsTyped() {
        bench.inject(FaultDraft.of(FaultType.DROPPED_BYTES).probability(1).direction("in").count(4));
        te.asks("xxxxAT", Terminal.OK).silent();
    }

    @Test
    void duplicatedAsTyped() {
        bench.inject(FaultDraft.of(FaultType.DUPLICATED_BYTES).probability(1).direction("in").count(2));
        te.asks("AT", "").printsNothing();
        bench.inject(FaultDraft.of(FaultType.DUPLICATED_BYTES).probability(1).direction("in").lasting(1));
        te.sends("AT\r");
        bench.advance(1);
        te.asks("AT", Terminal.OK);
    }

    @Test
    void garbledAsTyped() {
        te.does("ATE1");
        bench.inject(FaultDraft.of(FaultType.GARBLED_BYTES).probability(1).direction("in").count(2).seed(2));
        String echo = te.sends("AT\r\n").takeAll();
        assertThat(echo).hasSize(3).endsWith("\r");
        assertThat(Integer.bitCount(echo.charAt(0) ^ 'A')).isEqualTo(1);
        assertThat(Integer.bitCount(echo.charAt(1) ^ 'T')).isEqualTo(1);
    }

    /** A byte that is typed and two that are printed: the count is of both together. */
    @Test
    void bothDirections() {
        te.sends("AT");
        bench.inject(FaultDraft.of(FaultType.DUPLICATED_BYTES).probability(1).direction("both").count(3));
        te.sends("\r").expects("\r\r\n\nOK\r\n").silent();
    }

    /** In data mode too: the message that the broker gets is a spoiled one. */
    @Test
    void typedDataIsSpoiled() {
        ScriptedServer.Peer peer = bench.connect();
        te.sends("AT+MQTTPUB=0,\"t\",0,0,0,4\r\n").expects("\r\n>");
        bench.inject(FaultDraft.of(FaultType.DUPLICATED_BYTES).probability(1).direction("in").count(2));
        te.sends("12").expects("\r\n+MQTTPUB: 0,1,9\r\n" + Terminal.OK);
        peer.expects("PUBLISH 0 qos0 t 1122");
    }

    // ── pieces ──

    @Test
    void splitWritesCutMessagesTooAndKeepTheOrder() {
        ScriptedServer.Peer peer = bench.connect();
        bench.inject(FaultDraft.of(FaultType.SPLIT_WRITES).once().bytes(25).delayMs(100));
        peer.sends(WirePacket.publish(0, 0, "world", "0123456789".getBytes(StandardCharsets.US_ASCII)));
        String urc = "\r\n+MQTTURC: \"publish\",0,0,\"world\",10,10,0123456789\r\n";
        te.expects(urc.substring(0, 25)).printsNothing();
        te.sends("AT+CSQ\r\n").printsNothing();
        bench.advance(Duration.ofMillis(100));
        te.expects(urc.substring(25, 50));
        bench.advance(Duration.ofMillis(100));
        te.expects(urc.substring(50) + CSQ + Terminal.OK).printsNothing();
    }

    @Test
    void aByteAtATimeUnlessToldOtherwise() {
        bench.inject(FaultDraft.of(FaultType.SPLIT_WRITES).once());
        te.sends("AT\r\n");
        for (char next : Terminal.OK.toCharArray()) {
            te.expects(String.valueOf(next)).printsNothing();
            bench.advance(Duration.ofMillis(5));
        }
        te.printsNothing();
    }

    @Test
    void mergedWritesComeInOnePiece() {
        ScriptedServer.Peer peer = bench.connect();
        bench.inject(FaultDraft.of(FaultType.MERGED_WRITES).once().delay(1));
        te.sends("AT\r\nAT+CSQ\r\n");
        peer.sends(WirePacket.publish(0, 0, "world", new byte[] {'1'})).fence();
        te.printsNothing();
        int before = te.reads();
        bench.advance(1);
        te.expects(Terminal.OK + CSQ + Terminal.OK).urc("+MQTTURC: \"publish\",0,0,\"world\",1,1,1").printsNothing();
        assertThat(te.reads() - before).isEqualTo(1);
    }
}
