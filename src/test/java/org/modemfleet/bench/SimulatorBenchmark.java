package org.modemfleet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.modemfleet.testsupport.Mosquitto;

/**
 * Simulated modules in a JVM of their own on two cores with a heap of at most 2 GB, each connected and subscribed to mosquitto, driven
 * through their AT lines; no host side. {@code -Dbench.modules=5000}, {@code -Dbench.model=ML307R}; {@code -Dbench.jvm} takes further
 * flags of that JVM, such as those of the flight recorder.
 */
class SimulatorBenchmark {

    private static final int MODULES = Integer.getInteger("bench.modules", 5000);
    private static final String MODEL = System.getProperty("bench.model", "ML307R");
    /** Long enough for one ping of each module. */
    private static final int IDLE_SECONDS = 60;
    private static final int ROUNDS = 40;
    private static final List<String> JVM = Stream.concat(
            Stream.of("-Xmx2g", "-XX:ActiveProcessorCount=2", "--sun-misc-unsafe-memory-access=allow", "-Dio.netty.noUnsafe=false"),
            Stream.of(System.getProperty("bench.jvm", "").split(" ")).filter(flag -> !flag.isEmpty())).toList();

    private final Report report = new Report("simulator",
            MODULES + " simulated modules (" + MODEL + "), one JVM, -Xmx2g, 2 cores, mosquitto beside it");
    private MeasuredProcess process;

    @Test
    void simulatedModules() {
        try (Mosquitto broker = Mosquitto.options().quiet().line("set_tcp_nodelay true").start();
                MeasuredProcess measured = new MeasuredProcess(JVM, broker.port(), MODEL)) {
            process = measured;
            memory();
            idle();
            try (Flood flood = new Flood(broker.port())) {
                inward(flood, 0);
                inward(flood, 1);
            }
            outward();
            report.figure("heap in use after all that", process.tell("memory").get("heap") / (1 << 20), "MB");
            report.figure("resident memory of the JVM at the end", process.tell("memory").get("resident") / (1 << 20), "MB");
        }
        report.write();
    }

    private void memory() {
        double empty = process.tell("memory").get("heap");
        report.figure("creating them all", process.tell("create " + MODULES).get("seconds"), "s");
        double created = process.tell("memory").get("heap");
        report.figure("heap of a module that was only created", (created - empty) / MODULES, "bytes");
        Map<String, Double> connected = process.tell("connect");
        report.figure("until all are connected and subscribed", connected.get("seconds"), "s");
        report.figure("  processor time of the modules for it", connected.get("cpu"), "s");
        Map<String, Double> after = process.tell("memory");
        report.figure("heap of a module that is connected and subscribed", (after.get("heap") - empty) / MODULES, "bytes");
        report.figure("heap in use, all of it", after.get("heap") / (1 << 20), "MB");
        report.figure("buffers outside of the heap", after.get("direct") / (1 << 20), "MB");
        assertThat(after.get("heap")).isLessThan(2.0 * (1 << 30));
    }

    private void idle() {
        Map<String, Double> idle = process.tell("idle " + IDLE_SECONDS);
        report.figure("processor while idle, of one core, over " + IDLE_SECONDS + " s with pings",
                100 * idle.get("cpu") / idle.get("seconds"), "%");
    }

    private void inward(Flood flood, int qos) {
        process.begin("receive " + MODULES * ROUNDS);
        process.answer();
        flood.publish(MODULES, ROUNDS, qos);
        throughput("messages in, QoS " + qos + ", broker to AT line", process.answer());
    }

    private void outward() {
        throughput("messages out, QoS 1, AT line to acknowledgement", process.tell("publish " + ROUNDS));
    }

    private void throughput(String what, Map<String, Double> figures) {
        report.figure(what, figures.get("count") / figures.get("seconds"), "/s");
        report.figure("  per second of the modules' processor time", figures.get("count") / figures.get("cpu"), "");
    }
}
