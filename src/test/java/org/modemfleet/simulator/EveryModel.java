package org.modemfleet.simulator;

import static org.modemfleet.simulator.mqtt.WirePacket.connack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.modemfleet.onemo.profile.ModelTruth;
import org.modemfleet.simulator.mqtt.ScriptedServer;
import org.modemfleet.simulator.mqtt.ScriptedServer.Peer;

/** For tests that ask simulated modules of every name, and hold what they answer against the tables of the dialect. */
abstract class EveryModel {

    static Bench bench;
    static ScriptedServer server;

    private static final AtomicInteger MODULES = new AtomicInteger();

    private final List<String> ids = new ArrayList<>();
    private final List<Terminal> terminals = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();

    @BeforeAll
    static void start() {
        bench = Bench.withStandingClock();
        server = new ScriptedServer();
    }

    @AfterAll
    static void stop() {
        bench.close();
        server.close();
    }

    /** The modules of a case end with it, so that a later one moves the clock for itself alone. */
    @AfterEach
    void clear() {
        terminals.forEach(Terminal::close);
        ids.forEach(bench.modules()::remove);
        peers.forEach(Peer::close);
    }

    static Stream<ModelTruth> models() {
        return ModelTruth.byName().stream();
    }

    /** At a module that nobody has used before. */
    Terminal terminal(ModelTruth model) {
        String id = model.name().toLowerCase() + "-" + MODULES.incrementAndGet();
        ids.add(id);
        Terminal terminal = bench.terminal(id, model.name());
        terminals.add(terminal);
        return terminal;
    }

    /** The module that was taken last. */
    SimulatedModule module() {
        return bench.modules().find(ids.getLast()).orElseThrow();
    }

    /** Connects over the wire, as connect_id 0. */
    Peer connect(Terminal te) {
        return connect(te, 0);
    }

    Peer connect(Terminal te, long id) {
        te.does(connectCommand(id));
        Peer peer = accepts().expects("CONNECT").sends(connack(false, 0));
        te.urc("+MQTTURC: \"conn\"," + id + ",0");
        return peer;
    }

    Peer accepts() {
        Peer peer = server.accept();
        peers.add(peer);
        return peer;
    }

    static String connectCommand(long id) {
        return "AT+MQTTCONN=" + id + ",\"127.0.0.1\"," + server.port();
    }

    /** Neither a connection nor a name to resolve can come of AT+MQTTCONN. */
    static Terminal withoutNetwork(Terminal te) {
        return te.asks("AT+CFUN=4", "\r\n+MIPCALL: 1,0\r\n" + Terminal.OK);
    }

    static String text(int bytes) {
        return "x".repeat(bytes);
    }
}
