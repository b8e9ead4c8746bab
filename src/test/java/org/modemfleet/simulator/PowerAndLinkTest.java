package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.link.Link;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;
import org.modemfleet.simulator.mqtt.ScriptedServer;
import org.modemfleet.simulator.mqtt.ScriptedServer.Peer;
import org.modemfleet.simulator.mqtt.WirePacket;

/** What a module keeps and loses: by its power, and by its link. */
class PowerAndLinkTest {

    private static final String READY = "+MATREADY";

    private Bench bench;
    private ScriptedServer server;
    private Terminal te;

    @BeforeEach
    void start() {
        bench = Bench.withStandingClock();
        server = new ScriptedServer();
        te = bench.terminal("ML307R");
    }

    @AfterEach
    void stop() {
        bench.close();
        server.close();
    }

    private Peer connect() {
        te.does("AT+MQTTCONN=0,\"127.0.0.1\"," + server.port());
        Peer peer = server.acceptSession(false);
        te.urc("+MQTTURC: \"conn\",0,0");
        return peer;
    }

    @Test
    void aPowerCycleLosesEverythingAndConnectionsDropWithoutDisconnect() {
        Peer peer = connect();
        te.does("AT+MQTTCFG=\"cached\",0,1").does("AT+MQTTCFG=\"keepalive\",1,60").does("AT+CEREG=1");
        peer.sends(WirePacket.publish(0, 0, "t", new byte[] {'x'}));
        te.urc("+MQTTURC: \"pubnmi\",0,0,1").rows("AT+MQTTPUB=0,\"t\",0,0,0,1,\"x\"", "+MQTTPUB: 0,1,6");
        peer.expects("PUBLISH 0 qos0 t x");
        te.does("AT+CMEE=2").does("ATE1");
        bench.module("ML307R").powerCycle();
        peer.expectsEnd();
        te.sends("AT\r\n");
        bench.advance(4);
        te.sends("AT+CSQ\r\n");
        bench.advance(1);
        te.urc(READY).rows("AT+CMEE?", "+CMEE: 1").rows("AT+CEREG?", "+CEREG: 0,1")
                .rows("AT+MQTTCFG=\"cached\",0", "+MQTTCFG: \"cached\",0")
                .rows("AT+MQTTCFG=\"keepalive\",1", "+MQTTCFG: \"keepalive\",120")
                .rows("AT+MQTTREAD=0", "+MQTTREAD: 0,0,0").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
        assertThat(bench.module("ML307R").bytesDropped()).isEqualTo("AT\r\nAT+CSQ\r\n".length());
        peer = connect();
        te.rows("AT+MQTTPUB=0,\"t\",0,0,0,1,\"x\"", "+MQTTPUB: 0,1,6");
    }

    @Test
    void rebootCommands() {
        te.does("AT+MQTTCFG=\"keepalive\",1,60").does("AT+MREBOOT").urc("REBOOTING");
        bench.advance(5);
        te.urc(READY).rows("AT+MQTTCFG=\"keepalive\",1", "+MQTTCFG: \"keepalive\",120").does("AT+CFUN=1,1");
        bench.advance(5);
        te.urc(READY);
        // The rest of the line is not run.
        te.does("AT+MREBOOT;+CSQ").urc("REBOOTING");
        bench.advance(5);
        te.urc(READY).silent();
    }

    @Test
    void poweredOffItIsDeafUntilThePowerComesBack() {
        te.does("AT+MPOF").urc("POWER OFF").sends("AT\r\n");
        bench.advance(3600);
        te.sends("AT\r\n");
        bench.module("ML307R").powerCycle();
        bench.advance(5);
        te.urc(READY).silent();
    }

    @Test
    void aCommandUnderWayIsNeverAnswered() {
        connect();
        te.asks("AT+MQTTPUB=0,\"t\",0,0,0,4", "\r\n>").sends("ab");
        bench.module("ML307R").powerCycle();
        bench.advance(30);
        te.urc(READY).silent();
    }

    @Test
    void aSecondPowerCycleAtBootBeginsAnew() {
        bench.module("ML307R").powerCycle();
        bench.advance(4);
        bench.module("ML307R").powerCycle();
        bench.advance(4);
        te.sends("AT\r\n");
        bench.advance(1);
        te.urc(READY).silent();
    }

    @Test
    void theModuleLivesOnWithoutItsLink() {
        Peer peer = connect();
        te.rows("AT+MQTTSUB=0,\"t\",1", "+MQTTSUB: 0,1");
        peer.expects("SUBSCRIBE 1 t:1").sends(WirePacket.suback(1, 1));
        te.urc("+MQTTURC: \"suback\",0,1,1").close();
        await().until(te::isClosed);
        assertThatThrownBy(() -> te.sends("AT\r\n")).hasRootCauseInstanceOf(IOException.class);
        peer.sends(WirePacket.publish(2, 5, "t", new byte[] {'x'})).expects("PUBACK 5");
        String lost = "\r\n+MQTTURC: \"publish\",0,5,\"t\",1,1,x\r\n";
        assertThat(bench.module("ML307R").bytesDropped()).isEqualTo(lost.length());
        try (Terminal again = bench.terminal("ML307R")) {
            again.rows("AT+MQTTSTATE=0", "+MQTTSTATE: 2").rows("AT+MQTTSUB=0", "+MQTTSUB: \"t\",1");
        }
    }

    @Test
    void aRemovedModuleHangsUpAndComesBackNew() {
        Peer peer = connect();
        bench.modules().remove("te-ML307R");
        await().until(te::isClosed);
        peer.expectsEnd();
        assertThat(bench.modules().find("te-ML307R")).isEmpty();
        try (Terminal again = bench.terminal("ML307R")) {
            again.rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
        }
    }

    @Test
    void anotherModelIsAnotherBoard() {
        te.close();
        try (Terminal other = bench.terminal("te-ML307R", "MN316")) {
            other.rows("AT+CGMM", "MN316-DBRS");
        }
    }

    @Test
    void aHeldUartIsInUse() {
        assertThatThrownBy(() -> bench.terminal("ML307R")).hasCauseInstanceOf(LinkException.InUse.class);
        te.silent().close();
        bench.terminal("ML307R").silent();
    }

    @Test
    void addressesNameAModelOrASeries() throws LinkException {
        bench.provider().check(LinkAddress.parse("sim:ML307R"));
        bench.provider().check(LinkAddress.parse("sim:ML307R-DL"));
        for (String wrong : new String[] {"sim:ML999", "sim:ml307r", "sim:ML307R?baud=1"}) {
            assertThatThrownBy(() -> bench.provider().check(LinkAddress.parse(wrong)))
                    .isInstanceOf(LinkException.BadAddress.class);
        }
    }

    @Test
    void aReaderThatStallsCostsBoundedMemory() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Link.Listener stalled = new Link.Listener() {
            @Override
            public void received(byte[] bytes) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public void closed(@Nullable IOException cause) {
                release.countDown();
            }
        };
        try (Link link = bench.provider().open("stalled", LinkAddress.parse("sim:ML307R"), stalled)) {
            byte[] queries = "AT+MQTTCFG=\"query\",0\r\n".repeat(500).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 10; i++) {
                link.write(queries);
            }
            SimulatedModule module = bench.modules().find("stalled").orElseThrow();
            await().until(() -> module.bytesDropped() > 0);
            te.silent();
            release.countDown();
        }
    }

    @Test
    void aReaderThatFailsLosesItsLink() throws Exception {
        AtomicInteger ends = new AtomicInteger();
        Link.Listener failing = new Link.Listener() {
            @Override
            public void received(byte[] bytes) {
                throw new IllegalStateException("reader fails");
            }

            @Override
            public void closed(@Nullable IOException cause) {
                ends.incrementAndGet();
            }
        };
        Link link = bench.provider().open("failing", LinkAddress.parse("sim:ML307R"), failing);
        link.write("AT\r\n".getBytes(StandardCharsets.US_ASCII));
        await().untilAsserted(() -> assertThat(ends).hasValue(1));
        bench.terminal("failing", "ML307R").silent();
    }

    @Test
    void thousandsOfModulesNeedNoThreadOfTheirOwn() {
        int before = Thread.activeCount();
        List<Terminal> terminals = IntStream.range(0, 2000).mapToObj(i -> bench.terminal("many-" + i, "ML307R"))
                .toList();
        terminals.forEach(terminal -> terminal.sends("AT+CGSN\r\n"));
        assertThat(Thread.activeCount() - before).isLessThan(20);
        for (int i = 0; i < 2000; i++) {
            String imei = bench.modules().find("many-" + i).orElseThrow().imei();
            terminals.get(i).expects("\r\n" + imei + "\r\n" + Terminal.OK);
        }
    }
}
