package org.modemfleet.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modemfleet.simulator.fault.FaultBench.CSQ;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.simulator.Terminal;
import org.modemfleet.simulator.mqtt.ScriptedServer;
import org.modemfleet.simulator.mqtt.WirePacket;

/** Several faults at once. */
class FaultsTogetherTest {

    private final FaultBench bench = new FaultBench();
    private final Terminal te = bench.te();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void slowRowsAndAnEvenLaterFinalInPieces() {
        bench.inject(FaultDraft.of(FaultType.SLOW_ANSWERS).once().delay(2));
        bench.inject(FaultDraft.of(FaultType.LATE_FINAL).once().delay(3));
        bench.inject(FaultDraft.of(FaultType.SPLIT_WRITES).count(2).bytes(10).delay(1));
        te.sends("AT+CSQ\r\n");
        bench.advance(1);
        te.printsNothing();
        bench.advance(1);
        te.expects("\r\n+CSQ: 22").printsNothing();
        bench.advance(1);
        te.expects(",99\r\n").printsNothing();
        bench.advance(2);
        te.expects(Terminal.OK).silent();
        assertThat(bench.active()).isEmpty();
    }

    @Test
    void echoBeforeAnErrorThatIsLost() {
        bench.inject(FaultType.ECHO_ON);
        bench.inject(FaultDraft.of(FaultType.COMMAND_ERROR).code(606).count(2));
        bench.inject(FaultDraft.of(FaultType.LOST_FINAL).once());
        te.asks("AT+MQTTSTATE=0", "AT+MQTTSTATE=0\r").printsNothing().asks("AT+MQTTSTATE=0", "AT+MQTTSTATE=0\r\r\n+CME ERROR: 606\r\n");
    }

    /** Two of a type: the older one strikes first, the younger one when it has ended. */
    @Test
    void twoOfAType() {
        bench.inject(FaultDraft.of(FaultType.COMMAND_ERROR).code(600).once());
        bench.inject(FaultDraft.of(FaultType.COMMAND_ERROR).code(605).command("+CSQ").once());
        bench.inject(FaultDraft.of(FaultType.COMMAND_ERROR).code(608).once());
        te.refused("AT+CSQ", 605).refused("AT+MQTTSTATE=0", 600).refused("AT+MQTTSTATE=0", 608).rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
    }

    @Test
    void acknowledgementsOfTwoKinds() {
        te.does("AT+MQTTCFG=\"retrans\",0,20,1");
        ScriptedServer.Peer peer = bench.connect();
        bench.inject(FaultDraft.of(FaultType.LOST_ACK).ack("PUBREC").once());
        bench.inject(FaultDraft.of(FaultType.DELAYED_ACK).ack("PUBREC").once().delay(5));
        bench.inject(FaultDraft.of(FaultType.LOST_ACK).ack("PUBCOMP").once());
        te.rows("AT+MQTTPUB=0,\"t\",2,0,0,1,\"1\"", "+MQTTPUB: 0,1,8");
        peer.expects("PUBLISH 1 qos2 t 1").sends("PUBREC 1").fence();
        bench.advance(20);
        peer.expects("PUBLISH 1 dup qos2 t 1").sends("PUBREC 1").fence();
        te.silent();
        bench.advance(5);
        te.urc("+MQTTURC: \"pubrec\",0,1,1");
        peer.expects("PUBREL 1").sends("PUBCOMP 1").fence();
        bench.advance(20);
        peer.expects("PUBREL 1").sends("PUBCOMP 1");
        te.urc("+MQTTURC: \"pubcomp\",0,1,1");
        assertThat(bench.active()).isEmpty();
    }

    /** A line that drops and a line that doubles: what is dropped is not doubled. */
    @Test
    void bytesDroppedAndDoubled() {
        bench.inject(FaultDraft.of(FaultType.DROPPED_BYTES).probability(1).count(2));
        bench.inject(FaultDraft.of(FaultType.DUPLICATED_BYTES).probability(1).count(2));
        te.asks("AT", "OOKK\r\n").silent();
    }

    /** All faults of one module; its neighbour has none. */
    @Test
    void theNeighbourIsSpared() {
        try (Terminal neighbour = bench.bench().directTerminal("MN316")) {
            bench.inject(FaultType.WEDGE);
            bench.inject(FaultType.RADIO_LOSS);
            te.sends("AT\r\n").printsNothing();
            neighbour.asks("AT+CSQ", CSQ + Terminal.OK).silent();
        }
    }

    /** A message that is cached while the module is wedged is there afterwards. */
    @Test
    void behindAWedgeTheModuleGoesOn() {
        te.does("AT+MQTTCFG=\"cached\",0,1").does("AT+MQTTCFG=\"reconn\",0,3,20,0");
        ScriptedServer.Peer peer = bench.connect();
        FaultView wedge = bench.inject(FaultType.WEDGE);
        peer.sends(WirePacket.publish(0, 0, "world", new byte[] {'1', '2'})).fence();
        bench.inject(FaultType.TCP_RESET);
        peer.expectsReset();
        bench.advance(20);
        bench.server().acceptSession(true).fence();
        bench.end(wedge);
        te.printsNothing().rows("AT+MQTTREAD=0", "+MQTTREAD: 0,1,2").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 2");
    }
}
