package org.modemfleet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.testsupport.FreePorts;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.Mosquitto;
import tools.jackson.databind.JsonNode;

/**
 * Simulated modules inside the service, with its database, channels and event log; each connected to mosquitto and subscribed over HTTP.
 * {@code -Dbench.service.modules=1000}.
 */
class ServiceBenchmark {

    private static final int MODULES = Integer.getInteger("bench.service.modules", 1000);
    /** {@code sim-4} is the first that is not stored. */
    private static final int FIRST = 4;
    private static final int REQUESTS_AT_ONCE = 64;
    private static final int IDLE_SECONDS = 30;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private final Report report = new Report("service",
            MODULES + " simulated modules inside the service, -Xmx2g, 2 cores, H2, mosquitto beside it");

    @Test
    void modulesInsideTheService(@TempDir Path directory) throws Exception {
        int port = FreePorts.next();
        HttpApi api = HttpApi.v1(port);
        try (Mosquitto broker = Mosquitto.options().quiet().start()) {
            long begin = System.nanoTime();
            Process service = start(directory, port);
            try {
                Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).ignoreExceptions()
                        .until(() -> api.get("/models/ML307R").status() == 200);
                report.figure("from the start to the first answer over HTTP", secondsSince(begin), "s");
                Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> ready(api) == MODULES);
                report.figure("from the start to all modules ready", secondsSince(begin), "s");
                report.figure("heap in use, modules ready", heap(service) / (1 << 20), "MB");
                begin = System.nanoTime();
                forEach(module -> connect(api, module, broker.port()));
                report.figure("until all are connected and subscribed over HTTP", secondsSince(begin), "s");
                double heap = heap(service);
                report.figure("heap in use, all connected and subscribed", heap / (1 << 20), "MB");
                assertThat(heap).isLessThan(2.0 * (1 << 30));
                idle(service);
                messages(api, broker.port());
            } finally {
                service.destroy();
                service.waitFor();
            }
        }
        report.write();
    }

    /** With the class path of the packaged jar, which has no tests in it. */
    private static Process start(Path directory, int port) throws IOException {
        String classPath = String.join(System.getProperty("path.separator"),
                Stream.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                        .filter(entry -> !entry.contains("test-classes")).toList());
        return new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Xmx2g", "-XX:ActiveProcessorCount=2",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp", classPath,
                "org.modemfleet.ModemFleetApplication", "--server.port=" + port, "--modemfleet.broker.enabled=false",
                "--modemfleet.demo=false", "--modemfleet.simulator.count=" + MODULES, "--modemfleet.admin-token=" + HttpApi.TOKEN,
                "--modemfleet.data-dir=" + directory.resolve("data"))
                .redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
    }

    private static int ready(HttpApi api) {
        int ready = 0;
        String after = "";
        do {
            JsonNode page = api.get("/modules?limit=500" + after).expect(200).json();
            for (JsonNode module : page.at("/items")) {
                ready += module.at("/state").asString().equals("ready") ? 1 : 0;
            }
            after = page.at("/next").isNull() ? "" : "&after=" + page.at("/next").asString();
        } while (!after.isEmpty());
        return ready;
    }

    private static void connect(HttpApi api, int module, int brokerPort) {
        String connection = "/modules/sim-" + module + "/mqtt/0";
        HttpApi.Answer connected = api.post(connection + "/connection?wait=60",
                "{\"host\":\"127.0.0.1\",\"port\":" + brokerPort + "}").expect(200);
        assertThat(connected.text("/outcome")).isEqualTo("connected");
        HttpApi.Answer subscribed = api.post(connection + "/subscriptions?wait=60",
                "{\"topics\":[{\"topic\":\"" + Station.downTopic(module - FIRST) + "\",\"qos\":1}]}").expect(200);
        assertThat(subscribed.text("/outcome")).isEqualTo("acknowledged");
    }

    private void idle(Process service) {
        Duration before = service.info().totalCpuDuration().orElseThrow();
        Usage.waitIdly(Duration.ofSeconds(IDLE_SECONDS));
        Duration spent = service.info().totalCpuDuration().orElseThrow().minus(before);
        report.figure("processor while idle, of one core, over " + IDLE_SECONDS + " s",
                100.0 * spent.toMillis() / (IDLE_SECONDS * 1000), "%");
    }

    /** From the broker into the inbox: exactly one each. */
    private void messages(HttpApi api, int brokerPort) throws Exception {
        long begin = System.nanoTime();
        try (Flood flood = new Flood(brokerPort)) {
            flood.publish(MODULES, 1, 1);
            forEach(module -> Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> assertThat(
                    api.get("/modules/sim-" + module + "/mqtt/0/messages").expect(200).json().at("/items").size()).isEqualTo(1)));
        }
        report.figure("a message for each, until all are read from the inbox", secondsSince(begin), "s");
    }

    private static void forEach(IntConsumer action) throws InterruptedException, ExecutionException {
        List<Future<?>> pending = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(REQUESTS_AT_ONCE, Thread.ofVirtual().factory())) {
            IntStream.range(FIRST, FIRST + MODULES).forEach(module -> pending.add(threads.submit(() -> action.accept(module))));
        }
        for (Future<?> done : pending) {
            done.get();
        }
    }

    /** Bytes in use after a collection, as the JVM's own tool tells them. */
    private static double heap(Process service) throws IOException, InterruptedException {
        jcmd(service, "GC.run");
        Matcher used = USED.matcher(jcmd(service, "GC.heap_info"));
        assertThat(used.find()).isTrue();
        return Double.parseDouble(used.group(1)) * 1024;
    }

    private static String jcmd(Process service, String command) throws IOException, InterruptedException {
        Process tool = new ProcessBuilder(System.getProperty("java.home") + "/bin/jcmd", Long.toString(service.pid()), command)
                .redirectErrorStream(true).start();
        String printed = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tool.waitFor()).as(printed).isZero();
        return printed;
    }

    private static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
