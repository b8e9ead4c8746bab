package org.modemfleet.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.modemfleet.simulator.Bench;
import org.modemfleet.simulator.SimulatedModule;
import org.modemfleet.simulator.Terminal;
import org.modemfleet.simulator.mqtt.ScriptedServer;

/**
 * A module for faults to strike, with a terminal that hears at once what is printed at once, and a server that does what a test says. Time
 * stands still but where a test moves it.
 */
final class FaultBench implements AutoCloseable {

    static final String CSQ = "\r\n+CSQ: 22,99\r\n";
    static final String ADDRESS = "+MIPCALL: 1,1,\"10.0.0.2\"";

    private final String model;
    private final Bench bench = Bench.withStandingClock();
    private final ScriptedServer server = new ScriptedServer();
    private Terminal te;

    FaultBench() {
        this("ML307R");
    }

    FaultBench(String model) {
        this.model = model;
        this.te = bench.directTerminal(model);
    }

    Terminal te() {
        return te;
    }

    /** Another terminal, in the place of the one that was hung up. */
    Terminal plugsAgain() {
        te = bench.directTerminal(model);
        return te;
    }

    Bench bench() {
        return bench;
    }

    SimulatedModule module() {
        return bench.module(model);
    }

    ScriptedServer server() {
        return server;
    }

    FaultView inject(FaultDraft draft) {
        assertThat(draft.fault().violations()).isEmpty();
        return module().inject(draft.fault()).join();
    }

    FaultView inject(FaultType type) {
        return inject(FaultDraft.of(type));
    }

    /** It is active no more from now on. */
    void end(FaultView fault) {
        assertThat(module().endFault(fault.id()).join()).isTrue();
    }

    List<FaultView> active() {
        return module().faults().join();
    }

    void advance(int seconds) {
        bench.advance(seconds);
    }

    void advance(Duration by) {
        bench.advance(by);
    }

    /** The command that connects to the server, with its OK. */
    Terminal asksToConnect() {
        return te.does("AT+MQTTCONN=0,\"127.0.0.1\"," + server.port());
    }

    ScriptedServer.Peer connect() {
        asksToConnect();
        ScriptedServer.Peer peer = server.acceptSession(false);
        te.urc("+MQTTURC: \"conn\",0,0");
        return peer;
    }

    void disconnect(ScriptedServer.Peer peer) {
        te.does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2");
        peer.expects("DISCONNECT").close();
    }

    @Override
    public void close() {
        te.close();
        server.close();
        bench.close();
    }
}
