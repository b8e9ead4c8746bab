package org.modemfleet.simulator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.simulator.mqtt.ScriptedServer;
import org.modemfleet.simulator.mqtt.ScriptedServer.Peer;
import org.modemfleet.simulator.mqtt.WirePacket;

/** AT+MLPMCFG, and the model that loses its connections in deep sleep: after 60 quiet seconds. */
class DeepSleepTest {

    private static final int QUIET = 60;
    private static final String ASLEEP = "+MLPMENTER: 2";
    private static final String AWAKE = "+MLPMEXIT: 2";
    private static final String LOST = "+MQTTURC: \"conn\",0,6";

    private Bench bench;
    private ScriptedServer server;
    private Terminal te;

    @BeforeEach
    void start() {
        bench = Bench.withStandingClock();
        server = new ScriptedServer();
        te = bench.terminal("MN319");
    }

    @AfterEach
    void stop() {
        bench.close();
        server.close();
    }

    private Peer connect(Terminal terminal) {
        // A ping needs nobody at the AT line, and would need an answer here.
        terminal.does("AT+MQTTCFG=\"pingreq\",0,86400").does("AT+MQTTCONN=0,\"127.0.0.1\"," + server.port());
        Peer peer = server.acceptSession(false);
        terminal.urc("+MQTTURC: \"conn\",0,0");
        return peer;
    }

    @Test
    void unlockedItLosesItsConnectionInDeepSleep() {
        Peer peer = connect(te);
        bench.advance(QUIET - 1);
        te.rows("AT+MQTTSTATE=0", "+MQTTSTATE: 2");
        bench.advance(QUIET - 1);
        te.rows("AT+MQTTSTATE=0", "+MQTTSTATE: 2");
        bench.advance(QUIET);
        te.urc(LOST);
        // Without DISCONNECT, and no attempt follows.
        peer.expectsEnd();
        bench.advance(600);
        te.rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
        connect(te);
    }

    @Test
    void whatWakesItIsUnderstoodAndWakingIsReportedIfAskedFor() {
        te.does("AT+MLPMCFG=\"sleepind\",2");
        connect(te);
        bench.advance(QUIET);
        te.urc(LOST).urc(ASLEEP);
        bench.advance(3600);
        te.sends("AT+CSQ\r\n").urc(AWAKE).expects("\r\n+CSQ: 22,99\r\n\r\nOK\r\n");
        bench.advance(QUIET);
        te.urc(ASLEEP);
    }

    @Test
    void lockedItKeepsItsConnection() {
        te.does("AT+MLPMCFG=\"sleepmode\",0,0");
        Peer peer = connect(te);
        bench.advance(119);
        te.rows("AT+MQTTSTATE=0", "+MQTTSTATE: 2");
        peer.sends(WirePacket.publish(0, 0, "t", new byte[] {'x'}));
        te.urc("+MQTTURC: \"publish\",0,0,\"t\",1,1,x");
        te.does("AT+MLPMCFG=\"sleepmode\",2");
        bench.advance(QUIET);
        te.urc(LOST);
        peer.expectsEnd();
    }

    @Test
    void lightSleepAloneLosesNothing() {
        te.does("AT+MLPMCFG=\"sleepmode\",1");
        connect(te);
        bench.advance(2 * QUIET);
        te.rows("AT+MQTTSTATE=0", "+MQTTSTATE: 2").silent();
    }

    @Test
    void whatIsReceivedKeepsItAwakeAsWell() {
        Peer peer = connect(te);
        for (int i = 0; i < 3; i++) {
            bench.advance(QUIET - 1);
            peer.sends(WirePacket.publish(0, 0, "t", new byte[] {'x'}));
            te.urc("+MQTTURC: \"publish\",0,0,\"t\",1,1,x");
        }
        bench.advance(QUIET);
        te.urc(LOST);
    }

    @Test
    void itStaysAwakeWhileAPacketWaitsForItsAcknowledgement() {
        te.does("AT+MQTTCFG=\"retrans\",0,60,1");
        Peer peer = connect(te);
        te.rows("AT+MQTTSUB=0,\"t\",1", "+MQTTSUB: 0,1");
        peer.expects("SUBSCRIBE 1 t:1");
        bench.advance(QUIET);
        peer.expects("SUBSCRIBE 1 t:1").sends(WirePacket.suback(1, 1));
        te.urc("+MQTTURC: \"suback\",0,1,1").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 2");
        bench.advance(QUIET);
        te.urc(LOST);
    }

    @Test
    void itStaysAwakeWhileItConnects() {
        te.does("AT+MQTTCFG=\"reconn\",0,3,60,0").does("AT+MQTTCONN=0,\"127.0.0.1\"," + server.port());
        server.accept().close();
        te.urc("+MQTTURC: \"conn\",0,1");
        bench.advance(QUIET);
        server.acceptSession(false);
        te.urc("+MQTTURC: \"conn\",0,0");
    }

    @Test
    void theSessionIsResumedAfterIt() {
        Peer peer = connect(te);
        te.rows("AT+MQTTSUB=0,\"t\",1", "+MQTTSUB: 0,1");
        peer.expects("SUBSCRIBE 1 t:1").sends(WirePacket.suback(1, 1));
        te.urc("+MQTTURC: \"suback\",0,1,1");
        bench.advance(QUIET);
        te.urc(LOST).does("AT+MQTTCONN=0,\"127.0.0.1\"," + server.port());
        server.acceptSession(true);
        te.urc("+MQTTURC: \"conn\",0,0").rows("AT+MQTTSUB=0", "+MQTTSUB: \"t\",1");
    }

    @Test
    void itCanBeDelayed() {
        te.rows("AT+MLPMCFG=\"delaysleep\"", "+MLPMCFG: \"delaysleep\",0").does("AT+MLPMCFG=\"delaysleep\",300");
        connect(te);
        bench.advance(QUIET + 299);
        te.rows("AT+MQTTSTATE=0", "+MQTTSTATE: 2");
        bench.advance(QUIET + 300);
        te.urc(LOST);
    }

    @Test
    void settingsAreLostWithThePowerUnlessTheyAreToStay() {
        te.rows("AT+MLPMCFG=\"sleepmode\"", "+MLPMCFG: \"sleepmode\",2").rows("AT+MLPMCFG=\"sleepind\"", "+MLPMCFG: \"sleepind\",0")
                .does("AT+MLPMCFG=\"sleepmode\",0,0").does("AT+MLPMCFG=\"sleepind\",3").does("AT+MLPMCFG=\"delaysleep\",9");
        reboot();
        te.rows("AT+MLPMCFG=\"sleepmode\"", "+MLPMCFG: \"sleepmode\",2").rows("AT+MLPMCFG=\"sleepind\"", "+MLPMCFG: \"sleepind\",0")
                .rows("AT+MLPMCFG=\"delaysleep\"", "+MLPMCFG: \"delaysleep\",0").does("AT+MLPMCFG=\"sleepmode\",0,1");
        reboot();
        te.rows("AT+MLPMCFG=\"sleepmode\"", "+MLPMCFG: \"sleepmode\",0");
    }

    private void reboot() {
        te.does("AT+MREBOOT").urc("REBOOTING");
        bench.advance(5);
        te.urc("+MATREADY");
    }

    @Test
    void anotherModelKeepsItsConnectionWhateverIsSet() {
        try (Terminal other = bench.terminal("ML307R")) {
            other.rows("AT+MLPMCFG=\"sleepmode\"", "+MLPMCFG: \"sleepmode\",0").does("AT+MLPMCFG=\"sleepmode\",2,0");
            connect(other);
            bench.advance(2 * QUIET);
            other.rows("AT+MQTTSTATE=0", "+MQTTSTATE: 2").silent();
        }
    }

    @Test
    void wrongParameters() {
        te.refused("AT+MLPMCFG=\"sleepmode\",3", 601).refused("AT+MLPMCFG=\"sleepmode\",0,2", 601)
                .refused("AT+MLPMCFG=\"sleepmode\",0,0,0", 601).refused("AT+MLPMCFG=\"sleepmode\",", 601).refused("AT+MLPMCFG=\"delaysleep\",301", 601)
                .refused("AT+MLPMCFG=\"sleepind\",4", 601).refused("AT+MLPMCFG=sleepmode,0", 601).refused("AT+MLPMCFG=\"delay\",0", 4)
                .refused("AT+MLPMCFG=", 4).refused("AT+MLPMCFG?", 4).refused("AT+MLPMCFG", 4);
    }
}
