package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.testsupport.HttpApi;
import tools.jackson.databind.JsonNode;

/**
 * A module hangs, and goes on hanging: its ladder is climbed as it is configured, and then left. The other modules do not notice. When it
 * comes back by itself it is driven again.
 */
@EnabledIf("org.modemfleet.simulator.pty.PseudoTerminals#isSupported")
class WedgedModuleIT {

    private static final int LAPS = Report.ENDURANCE ? 20 : 1;
    private static final String MODELS = "ML307R,ML307R,ML307A,ML307G,MN316";
    private static final String WEDGED = "wedged-0";
    /** Far below every time-out that could be waited for, far above what an answer takes on a busy machine. */
    private static final Duration NOT_SLOWED = Duration.ofMillis(700);
    private static final int UNDISTURBED = 100;

    @TempDir
    private Path directory;

    private final Report report = new Report("WedgedModuleIT", 0);
    private final AtomicInteger hooks = new AtomicInteger();
    private TwoProcesses processes;
    private FleetUser user;
    private volatile boolean over;

    @Test
    void theLadderIsClimbedAndLeftAndTheOthersAreNotSlowed() throws Exception {
        HttpServer relay = relay();
        try (TwoProcesses started = TwoProcesses.start(directory, MODELS)) {
            processes = started;
            user = processes.user();
            processes.simulator().modules().forEach(module -> processes.enter("wedged-" + module.index(),
                    module.index() % 2 == 0 ? module.tcp() : module.serial()));
            processes.simulator().modules().forEach(module -> user.awaitState("wedged-" + module.index(), "ready"));
            user.http().put("/modules/" + WEDGED + "/recovery", """
                    {"steps":[{"step":"resynchronize","attempts":1,"waitSeconds":1},{"step":"reopen","attempts":2,"waitSeconds":1},
                    {"step":"radio","attempts":1,"waitSeconds":1},{"step":"reboot","attempts":1,"waitSeconds":1},
                    {"step":"hook","attempts":1,"waitSeconds":1}],"patienceSeconds":1,"coolDownSeconds":0,
                    "hook":{"url":"http://127.0.0.1:%d/cycle"}}""".formatted(relay.getAddress().getPort())).expect(200);
            List<Long> before = new ArrayList<>();
            List<Long> meanwhile = new ArrayList<>();
            measure(before, UNDISTURBED);
            for (int lap = 0; lap < LAPS; lap++) {
                wedge(meanwhile);
            }
            assertThat(percentile(meanwhile, 95)).as("ms, while a module hangs").isLessThan(NOT_SLOWED.toMillis());
            report.figure("times that a module hung", LAPS);
            report.figure("answers of the other modules meanwhile", meanwhile.size());
            report.figure("median before, ms", percentile(before, 50));
            report.figure("median meanwhile, ms", percentile(meanwhile, 50));
            report.figure("95 % before, ms", percentile(before, 95));
            report.figure("95 % meanwhile, ms", percentile(meanwhile, 95));
            report.figure("calls of the hook", hooks.get());
            report.write();
        } finally {
            relay.stop(0);
        }
    }

    /** What cycles the power of a real one: here it does nothing. */
    private HttpServer relay() throws IOException {
        HttpServer relay = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        relay.createContext("/cycle", exchange -> {
            hooks.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        relay.start();
        return relay;
    }

    private void wedge(List<Long> meanwhile) throws Exception {
        int hooksBefore = hooks.get();
        int eventsBefore = recovery().size();
        String fault = processes.simulator().fault(0, "{\"type\":\"wedge\"}");
        over = false;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> others = threads.submit(() -> measure(meanwhile, Integer.MAX_VALUE));
            try {
                // Nobody notices before something is asked of it.
                assertThat(user.http().get(FleetUser.mqtt(WEDGED, 0) + "/connection").status()).isIn(503, 504);
                await().until(() -> ladder().text("/state").equals("givenUp"));
                assertThat(user.http().get("/modules/" + WEDGED).text("/state")).isNotEqualTo("ready");
            } finally {
                over = true;
            }
            others.get();
        }
        assertThat(hooks.get() - hooksBefore).as("calls of the hook").isEqualTo(1);
        List<JsonNode> climbed = recovery().subList(eventsBefore, recovery().size());
        assertThat(climbed).filteredOn(event -> FleetUser.type(event).matches("recovery\\.(step|skipped)"))
                .extracting(event -> event.at("/data/step").asString())
                .containsExactly("resynchronize", "reopen", "reopen", "radio", "reboot", "hook");
        assertThat(climbed).extracting(FleetUser::type).doesNotContain("recovery.succeeded").endsWith("recovery.stopped");
        processes.simulator().endFault(0, fault);
        user.awaitState(WEDGED, "ready");
        assertThat(user.http().post("/modules/" + WEDGED + "/at", "{\"command\":\"AT+CGSN\"}").expect(200).text("/rows/0"))
                .isEqualTo(processes.simulator().modules().getFirst().imei());
        await().until(() -> !ladder().text("/state").equals("givenUp"));
        assertThat(hooks.get() - hooksBefore).as("nothing is done any more").isEqualTo(1);
        user.http().post("/modules/" + WEDGED + "/recovery", "{\"action\":\"reset\"}").expect(200);
    }

    private HttpApi.Answer ladder() {
        return user.http().get("/modules/" + WEDGED + "/recovery").expect(200);
    }

    private List<JsonNode> recovery() {
        return user.events(WEDGED).stream().filter(event -> FleetUser.type(event).startsWith("recovery.")).toList();
    }

    /** Asks the others one after the other, and notes how long each answer took, in ms. */
    private void measure(List<Long> into, int count) {
        for (int i = 0; i < count && !over; i++) {
            String module = "wedged-" + (1 + i % (processes.simulator().modules().size() - 1));
            long begin = System.nanoTime();
            JsonNode answer = user.http().post("/modules/" + module + "/at", "{\"command\":\"AT+CSQ\"}").expect(200).json();
            into.add(Duration.ofNanos(System.nanoTime() - begin).toMillis());
            assertThat(answer.path("final").asString()).isEqualTo("OK");
        }
    }

    private static long percentile(List<Long> times, int percent) {
        List<Long> sorted = times.stream().sorted().toList();
        return sorted.get((sorted.size() - 1) * percent / 100);
    }
}
