package org.modemfleet.simulator.fault;

import static org.modemfleet.simulator.fault.FaultBench.ADDRESS;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modemfleet.simulator.Terminal;
import org.modemfleet.simulator.mqtt.ScriptedServer;

/** A network that goes and comes back, and a SIM that cannot be used (section 4, rule 9). */
class RadioFaultsTest {

    private final FaultBench bench = new FaultBench();
    private final Terminal te = bench.te();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void radioLossAndReturn() {
        te.does("AT+CEREG=1").does("AT+MQTTCFG=\"reconn\",0,1,20,0");
        ScriptedServer.Peer peer = bench.connect();
        bench.inject(FaultDraft.of(FaultType.RADIO_LOSS).lasting(25));
        te.urc("+CEREG: 0").urc("+MIPCALL: 1,0").urc("+MQTTURC: \"conn\",0,1");
        peer.expectsEnd();
        te.rows("AT+CSQ", "+CSQ: 99,99").rows("AT+CESQ", "+CESQ: 99,99,255,255,255,255").rows("AT+CEREG?", "+CEREG: 1,0")
                .rows("AT+CGATT?", "+CGATT: 0").rows("AT+COPS?", "+COPS: 0").does("AT+MIPCALL?").does("AT+CGPADDR=1")
                .refused("AT+MIPCALL=1,1", 3);
        bench.advance(20);
        te.urc("+MQTTURC: \"conn\",0,6");
        bench.advance(5);
        te.urc("+CEREG: 1").urc(ADDRESS).rows("AT+CSQ", "+CSQ: 22,99").rows("AT+COPS?", "+COPS: 0,0,\"CHINA MOBILE\",7")
                .rows("AT+CGPADDR=1", "+CGPADDR: 1,\"10.0.0.2\"");
        bench.connect();
    }

    /** The network is back before the attempts are used up: the connection comes back by itself. */
    @Test
    void aShortLossCostsOneReconnect() {
        te.does("AT+CEREG=2");
        ScriptedServer.Peer peer = bench.connect();
        bench.inject(FaultDraft.of(FaultType.RADIO_LOSS).lasting(15));
        te.urc("+CEREG: 0").urc("+MIPCALL: 1,0").urc("+MQTTURC: \"conn\",0,1");
        peer.expectsEnd();
        bench.advance(15);
        te.urc("+CEREG: 1,\"2A5C\",\"0C3F2A11\",7").urc(ADDRESS);
        bench.advance(5);
        bench.server().acceptSession(true);
        te.urc("+MQTTURC: \"conn\",0,0");
    }

    /** Flight mode ends, but the network is not there; it is printed when it is. */
    @Test
    void aModuleThatWasInFlightModeFindsNoNetwork() {
        te.does("AT+CEREG=1").asks("AT+CFUN=4", "\r\n+MIPCALL: 1,0\r\n" + Terminal.OK).urc("+CEREG: 0");
        FaultView begun = bench.inject(FaultType.RADIO_LOSS);
        te.does("AT+CFUN=1").printsNothing().rows("AT+CEREG?", "+CEREG: 1,0");
        bench.end(begun);
        te.urc("+CEREG: 1").urc(ADDRESS).silent();
    }

    /** In flight mode nobody notices that the network goes and comes. */
    @Test
    void aModuleInFlightModeDoesNotNotice() {
        te.does("AT+CEREG=1").asks("AT+CFUN=4", "\r\n+MIPCALL: 1,0\r\n" + Terminal.OK).urc("+CEREG: 0");
        bench.end(bench.inject(FaultType.RADIO_LOSS));
        te.printsNothing().rows("AT+CFUN?", "+CFUN: 4").does("AT+CFUN=1").urc("+CEREG: 1").urc(ADDRESS).silent();
    }

    @ParameterizedTest
    @CsvSource({"SIM_ABSENT, 10, SIM not inserted", "SIM_PIN, 11, SIM PIN required"})
    void aSimThatCannotBeUsed(FaultType type, int error, String phrase) {
        te.does("AT+CEREG=1");
        FaultView begun = bench.inject(type);
        te.urc("+CEREG: 0").urc("+MIPCALL: 1,0").refused("AT+CPIN?", error).refused("AT+CIMI", error).refused("AT+ICCID", error)
                .refused("AT+MCCID", error).rows("AT+CEREG?", "+CEREG: 1,0").does("AT+CMEE=2")
                .asks("AT+CPIN?", "\r\n+CME ERROR: " + phrase + "\r\n");
        bench.end(begun);
        te.urc("+CEREG: 1").urc(ADDRESS).rows("AT+CPIN?", "+CPIN: READY");
    }

    /** Both must be there: each return is printed only if nothing else is missing. */
    @Test
    void neitherSimNorNetwork() {
        FaultView noSim = bench.inject(FaultType.SIM_ABSENT);
        te.urc("+MIPCALL: 1,0");
        FaultView noNetwork = bench.inject(FaultType.RADIO_LOSS);
        bench.end(noSim);
        te.printsNothing().rows("AT+CPIN?", "+CPIN: READY").rows("AT+CSQ", "+CSQ: 99,99");
        FaultView pin = bench.inject(FaultType.SIM_PIN);
        bench.end(noNetwork);
        te.printsNothing().refused("AT+CPIN?", 11);
        bench.end(pin);
        te.urc(ADDRESS).silent();
    }
}
