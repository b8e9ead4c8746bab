package org.modemfleet.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.onemo.profile.ModelProfiles;
import org.modemfleet.simulator.SimulatedModules;

/**
 * The process that is measured: simulated modules, and no host side. It obeys lines on its standard input and answers each with one line
 * of {@code name=value} pairs.
 */
public final class ModulesProcess {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Connects that are under way at once: an operator who starts a fleet spreads it as well. */
    private static final int CONNECTING_AT_ONCE = 100;

    private final int brokerPort;
    private final ModelProfile model;
    private final SimulatedModules modules = new SimulatedModules(1);
    private final Station.Counts counts = new Station.Counts();
    private final List<Station> stations = new ArrayList<>();

    private ModulesProcess(int brokerPort, String model) {
        this.brokerPort = brokerPort;
        this.model = ModelProfiles.standard().find(model).orElseThrow();
    }

    /** {@code <broker port> <model>}. */
    public static void main(String[] args) throws IOException {
        ModulesProcess process = new ModulesProcess(Integer.parseInt(args[0]), args[1]);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ");
            System.out.println("> " + process.obey(words[0], words.length > 1 ? Integer.parseInt(words[1]) : 0));
        }
        System.exit(0);
    }

    private String obey(String order, int number) {
        return switch (order) {
            case "create" -> create(number);
            case "connect" -> connect();
            case "memory" -> memory();
            case "idle" -> idle(number);
            case "receive" -> timed(counts.received(), number, () -> System.out.println("> listening=1"));
            case "publish" -> timed(counts.acknowledged(), number * stations.size(), () -> stations.forEach(s -> s.publish(number)));
            default -> throw new IllegalArgumentException(order);
        };
    }

    private String create(int count) {
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            int index = stations.size();
            stations.add(new Station(modules.findOrCreate("sim-" + index, model), index, counts));
        }
        return "seconds=" + secondsSince(begin);
    }

    private String connect() {
        long begin = System.nanoTime();
        Duration cpu = Usage.cpu();
        for (int i = 0; i < stations.size(); i++) {
            await(counts.subscribed(), i - CONNECTING_AT_ONCE);
            stations.get(i).connect(brokerPort);
        }
        await(counts.subscribed(), stations.size());
        return "seconds=" + secondsSince(begin) + " cpu=" + seconds(Usage.cpu().minus(cpu));
    }

    private String memory() {
        return "heap=" + Usage.liveHeap() + " direct=" + Usage.directBuffers() + " resident=" + Usage.resident();
    }

    private String idle(int seconds) {
        long begin = System.nanoTime();
        Duration cpu = Usage.cpu();
        Usage.waitIdly(Duration.ofSeconds(seconds));
        return "seconds=" + secondsSince(begin) + " cpu=" + seconds(Usage.cpu().minus(cpu));
    }

    /** From now until the counter has grown by so much. */
    private String timed(LongAdder counter, int growth, Runnable start) {
        long goal = counter.sum() + growth;
        long begin = System.nanoTime();
        Duration cpu = Usage.cpu();
        start.run();
        await(counter, goal);
        return "seconds=" + secondsSince(begin) + " cpu=" + seconds(Usage.cpu().minus(cpu)) + " count=" + growth;
    }

    private void await(LongAdder counter, long goal) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (counter.sum() < goal) {
            if (counts.failed().sum() > 0 || System.nanoTime() > deadline) {
                throw new IllegalStateException("stuck at " + counter.sum() + " of " + goal + ", " + counts.failed().sum() + " failures");
            }
            Usage.waitIdly(Duration.ofMillis(1));
        }
    }

    private static String secondsSince(long begin) {
        return seconds(Duration.ofNanos(System.nanoTime() - begin));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.4f", time.toNanos() / 1e9);
    }
}
