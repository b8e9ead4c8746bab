package org.modemfleet.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modemfleet.simulator.Terminal;

/** Whatever faults strike a module together: when they are over, and its power was cycled, it is as new. */
class RandomFaultsTest {

    private static final String[] TYPED = {
        "AT\r\n", "AT+CSQ\r\n", "AT+CMEE?;+CSQ;+MIPCALL=1,1\r\n", "AT+MQTTCFG=\"query\",0\r\n", "AT+MQTTSTATE=0\r\n", "AT+MQTTDISC=0\r\n",
        "AT+MSSLCERTWR=\"ca.pem\",0,4\r\n", "none", "1", "\r\n", "AT+CFUN=4\r\n", "AT+CFUN=1\r\n", "ATE1\r\n", "ATE0\r\n", "AT+MREBOOT\r\n",
        "AT+MQTTCONN=0,\"127.0.0.1\",%d\r\n", "AT+MQTTCONN=1,\"localhost\",%d\r\n", "AT+MQTTPUB=0,\"t\",1,0,0,3\r\n"
    };
    private static final String[] ACKS = {"CONNACK", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP", "SUBACK", "UNSUBACK", "PINGRESP"};
    private static final int[] ERRORS = {600, 605, 606, 608};

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aModuleSurvivesThemAll(long seed) {
        Random random = new Random(seed);
        try (FaultBench bench = new FaultBench()) {
            for (int i = 0; i < 60; i++) {
                switch (random.nextInt(4)) {
                    case 0 -> bench.inject(any(random));
                    case 1 -> bench.advance(Duration.ofMillis(random.nextInt(20_000)));
                    default -> bench.te().sends(TYPED[random.nextInt(TYPED.length)].formatted(bench.server().port()));
                }
            }
            bench.active().forEach(fault -> bench.module().endFault(fault.id()).join());
            Terminal te = bench.te().isClosed() ? bench.plugsAgain() : bench.te();
            bench.module().powerCycle();
            te.takeAll();
            bench.advance(1_000);
            te.urc("+MATREADY").printsNothing().asks("AT+CSQ", FaultBench.CSQ + Terminal.OK).rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3")
                    .rows("AT+CMEE?", "+CMEE: 1").rows("AT+CFUN?", "+CFUN: 1").silent();
            assertThat(bench.active()).isEmpty();
        }
    }

    private static FaultDraft any(Random random) {
        FaultType type = FaultType.values()[random.nextInt(FaultType.values().length)];
        FaultDraft draft = FaultDraft.of(type);
        if (type.takes(FaultField.COUNT) && random.nextBoolean()) {
            draft.count(1 + random.nextInt(5));
        }
        if (type.takes(FaultField.DURATION) && random.nextBoolean()) {
            draft.durationMs(1 + random.nextInt(60_000));
        }
        if (type.takes(FaultField.DELAY) && random.nextBoolean()) {
            draft.delayMs(1 + random.nextInt(15_000));
        }
        if (type.takes(FaultField.PROBABILITY)) {
            draft.seed(random.nextLong()).probability(1 - random.nextDouble()).direction(random.nextBoolean() ? "both" : "in");
        }
        if (type.takes(FaultField.ACK)) {
            draft.ack(ACKS[random.nextInt(ACKS.length)]);
        }
        if (type.takes(FaultField.BYTES)) {
            draft.bytes(1 + random.nextInt(20));
        }
        if (type.takes(FaultField.CODE)) {
            draft.code(type == FaultType.CONNACK_REFUSED ? 1 + random.nextInt(5) : ERRORS[random.nextInt(ERRORS.length)]);
        }
        return draft;
    }
}
