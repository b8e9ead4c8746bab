package org.modemfleet.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.simulator.Bench;
import org.modemfleet.simulator.LogEntry;
import org.modemfleet.simulator.SimulatedModule;
import org.modemfleet.simulator.Terminal;
import org.modemfleet.simulator.fault.FaultDraft;
import org.modemfleet.simulator.fault.FaultType;
import org.modemfleet.simulator.mqtt.ScriptedServer;

/** Timetables of faults and messages, in simulated time. */
class ScenariosTest {

    private static final int MODULES = 50;
    private static final List<String> HOME = List.of();
    private static final List<String> ALL = List.of(Scenario.EVERY_MODULE);

    private final Bench bench = Bench.withStandingClock();
    private final ScriptedServer server = new ScriptedServer();
    private final Scenarios scenarios = new Scenarios(bench.modules());
    private final List<Terminal> terminals = new ArrayList<>();

    @AfterEach
    void close() {
        terminals.forEach(Terminal::close);
        server.close();
        bench.close();
    }

    private Terminal module(String id) {
        Terminal te = bench.terminal(id, "ML307R");
        terminals.add(te);
        return te.silent();
    }

    private SimulatedModule find(String id) {
        return bench.modules().find(id).orElseThrow();
    }

    private static Scenario.Step step(int second, List<String> modules, FaultDraft draft) {
        return new Scenario.Step(Duration.ofSeconds(second), modules, draft.fault(), null);
    }

    private static Scenario.Step messages(int second, List<String> modules, int count) {
        byte[] payload = "12".getBytes(StandardCharsets.US_ASCII);
        return new Scenario.Step(Duration.ofSeconds(second), modules, null,
                new Scenario.Inbound(0, "world", payload, count, Duration.ofSeconds(2)));
    }

    private ScenarioRun.Progress start(Scenario.Step... steps) {
        return scenarios.start(find("m0"), new Scenario(List.of(steps)));
    }

    private ScenarioRun.Progress progress(ScenarioRun.Progress begun) {
        return scenarios.find("m0", begun.id()).orElseThrow();
    }

    /** Seconds pass one by one, and in each all is done that is due. */
    private void pass(int seconds, ScenarioRun.Progress begun, int doneThen) {
        for (int i = 0; i < seconds; i++) {
            bench.advance(1);
        }
        await().until(() -> progress(begun).done() == doneThen);
    }

    private void connect(Terminal te) {
        te.does("AT+MQTTCONN=0,\"127.0.0.1\"," + server.port());
        server.acceptSession(false);
        te.urc("+MQTTURC: \"conn\",0,0");
    }

    private static String log(SimulatedModule module) {
        StringBuilder shown = new StringBuilder();
        Collection<LogEntry> entries = module.log(0, 1000).join();
        entries.forEach(entry -> shown.append(new String(entry.text(), StandardCharsets.US_ASCII)).append('\n'));
        return shown.toString();
    }

    /** The network is lost for all of a site, and each module says so by itself. */
    @Test
    void manyModulesLoseTheNetworkAndFindItAgain() {
        List<Terminal> site = IntStream.range(0, MODULES).mapToObj(i -> module("m" + i).does("AT+CEREG=1")).toList();
        ScenarioRun.Progress begun = start(step(3, ALL, FaultDraft.of(FaultType.RADIO_LOSS).lasting(10)),
                step(20, List.of("m1", "m2"), FaultDraft.of(FaultType.LOST_FINAL).once()));
        assertThat(begun).isEqualTo(new ScenarioRun.Progress(begun.id(), 2, 0, 0, false));
        pass(2, begun, 0);
        site.forEach(Terminal::silent);
        pass(1, begun, 1);
        site.forEach(te -> te.urc("+CEREG: 0").urc("+MIPCALL: 1,0").rows("AT+CSQ", "+CSQ: 99,99"));
        pass(11, begun, 1);
        site.forEach(te -> te.urc("+CEREG: 1").urc("+MIPCALL: 1,1,\"10.0.0.2\""));
        pass(6, begun, 2);
        site.get(0).silent();
        site.get(1).asks("AT+CSQ", "\r\n+CSQ: 22,99\r\n").silent();
        site.get(2).asks("AT+CSQ", "\r\n+CSQ: 22,99\r\n").silent();
        assertThat(progress(begun)).isEqualTo(new ScenarioRun.Progress(begun.id(), 2, 2, 0, false));
        for (int i = 0; i < MODULES; i++) {
            assertThat(log(find("m" + i))).contains("fault radio-loss begins\n+CEREG: 0\n", "fault radio-loss ends\n+CEREG: 1\n");
        }
    }

    /** Messages come one by one, to whoever is connected; the others are counted. */
    @Test
    void messagesComeIn() {
        Terminal first = module("m0");
        Terminal second = module("m1");
        module("m2");
        connect(first);
        connect(second);
        ScenarioRun.Progress begun = start(messages(1, ALL, 3), messages(10, List.of("m1", "nobody"), 1), messages(11, HOME, 1));
        assertThat(begun.steps()).isEqualTo(5);
        String message = "+MQTTURC: \"publish\",0,0,\"world\",2,2,12";
        for (int i = 1; i <= 3; i++) {
            pass(i == 1 ? 1 : 2, begun, i);
            first.urc(message).silent();
            second.urc(message).silent();
        }
        pass(5, begun, 4);
        first.silent();
        second.urc(message).silent();
        pass(1, begun, 5);
        first.urc(message).silent();
        second.silent();
        // m2 three times, nobody once
        assertThat(progress(begun).missed()).isEqualTo(4);
    }

    /** Steps of the same moment happen in their order: the message is the last thing before the reset. */
    @Test
    void stepsOfTheSameMoment() {
        Terminal te = module("m0");
        connect(te);
        ScenarioRun.Progress begun = start(messages(1, HOME, 1), step(1, HOME, FaultDraft.of(FaultType.TCP_RESET)));
        pass(1, begun, 2);
        te.urc("+MQTTURC: \"publish\",0,0,\"world\",2,2,12").urc("+MQTTURC: \"conn\",0,1");
    }

    /** What has not happened yet does not happen; a fault that is active stays. What was stopped is shown until it is forgotten. */
    @Test
    void aScenarioIsStopped() {
        Terminal te = module("m0");
        ScenarioRun.Progress begun = start(step(1, HOME, FaultDraft.of(FaultType.ECHO_ON)), step(2, HOME, FaultDraft.of(FaultType.REBOOT)));
        pass(1, begun, 1);
        assertThat(scenarios.stop("m0", begun.id())).isTrue();
        find("m0").faults().join();
        bench.advance(60);
        te.asks("AT", "AT\r" + Terminal.OK);
        assertThat(progress(begun)).isEqualTo(new ScenarioRun.Progress(begun.id(), 2, 1, 0, true));
        assertThat(scenarios.stop("m0", begun.id())).isTrue();
        assertThat(scenarios.list("m0")).isEmpty();
        assertThat(scenarios.stop("m0", begun.id())).isFalse();
    }

    @Test
    void aScenarioThatIsOverIsForgotten() {
        module("m0");
        ScenarioRun.Progress begun = start(step(1, HOME, FaultDraft.of(FaultType.ECHO_ON)));
        pass(1, begun, 1);
        assertThat(progress(begun).stopped()).isFalse();
        assertThat(scenarios.stop("m0", begun.id())).isTrue();
        assertThat(scenarios.list("m0")).isEmpty();
    }

    /** Each belongs to the module that it was given to. */
    @Test
    void aScenarioIsFoundAtItsModuleOnly() {
        module("m0");
        module("m1");
        ScenarioRun.Progress begun = start(step(1, ALL, FaultDraft.of(FaultType.ECHO_ON)));
        assertThat(scenarios.list("m0")).extracting(ScenarioRun.Progress::id).containsExactly(begun.id());
        assertThat(scenarios.list("m1")).isEmpty();
        assertThat(scenarios.find("m1", begun.id())).isEmpty();
        assertThat(scenarios.stop("m1", begun.id())).isFalse();
    }

    /** Faults of the same seed strike the same bytes of every module. */
    @Test
    void aScenarioIsRepeatable() {
        List<Terminal> both = List.of(module("m0"), module("m1"));
        ScenarioRun.Progress begun = start(step(1, ALL, FaultDraft.of(FaultType.DUPLICATED_BYTES).probability(0.3).seed(5).lasting(5)));
        pass(1, begun, 1);
        both.forEach(te -> te.sends("AT+CSQ\r\nAT+CEREG?\r\nAT+CMEE?\r\n"));
        both.forEach(te -> te.readTo("CME"));
        bench.advance(5);
        List<String> printed = both.stream().map(te -> te.sends("AT+CGMM\r\n").readTo("ML307R-DC\r\n")).toList();
        assertThat(printed.get(0)).isEqualTo(printed.get(1));
    }
}
