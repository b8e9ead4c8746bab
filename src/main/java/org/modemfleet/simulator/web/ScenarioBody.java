package org.modemfleet.simulator.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.fault.Fault;
import org.modemfleet.simulator.scenario.Scenario;

@Schema(name = "Scenario")
record ScenarioBody(@Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable List<@Nullable Step> steps) {

    private static final long LONGEST_MS = 7L * 24 * 60 * 60 * 1000;
    private static final int MOST_STEPS = 1_000;
    private static final int MOST_MESSAGES = 100_000;

    @Schema(name = "ScenarioStep", description = "One of fault and inbound")
    record Step(
            @Schema(description = "Since the start, simulated", example = "5000") @Nullable Long atMs,
            @Schema(description = "Ids, or \"*\" for all; the module of the path if left out", example = "[\"*\"]")
            @Nullable List<@Nullable String> modules,
            @Nullable FaultBody fault, @Nullable Inbound inbound) {}

    @Schema(name = "ScenarioInbound", description = "Messages that come in as if the broker had sent them at QoS 0")
    record Inbound(@Nullable Integer connectId, @Schema(example = "world") @Nullable String topic, @Nullable String payload,
            @Schema(description = "text, hex or base64; text if left out") @Nullable String payloadEncoding,
            @Schema(description = "1 if left out") @Nullable Integer count,
            @Schema(description = "Between two of them; 1000 if left out") @Nullable Long everyMs) {}

    /** Adds to {@code errors} what is wrong. @param isThere whether there is a simulated module of that id */
    Scenario scenario(Predicate<String> isThere, List<Fault.Violation> errors) {
        List<Scenario.Step> read = new ArrayList<>();
        if (steps == null || steps.isEmpty() || steps.size() > MOST_STEPS) {
            errors.add(new Fault.Violation("steps", steps == null ? null : steps.size() + " steps", "1-" + MOST_STEPS + " steps"));
            return new Scenario(read);
        }
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            String path = "steps[" + i + "].";
            if (step == null || step.fault() == null == (step.inbound() == null)) {
                errors.add(new Fault.Violation("steps[" + i + "]", null, "one of fault and inbound"));
                continue;
            }
            check(step.atMs() != null && step.atMs() >= 0 && step.atMs() <= LONGEST_MS, path + "atMs", step.atMs(), "0-" + LONGEST_MS, errors);
            checkModules(step, path, isThere, errors);
            Fault fault = step.fault() == null ? null : step.fault().fault(path + "fault.", errors);
            Scenario.Inbound inbound = step.inbound() == null ? null : inbound(step.inbound(), path + "inbound.", errors);
            if (errors.isEmpty()) {
                read.add(new Scenario.Step(Duration.ofMillis(Objects.requireNonNull(step.atMs())),
                        step.modules() == null ? List.of() : step.modules(), fault, inbound));
            }
        }
        long messages = read.stream().map(Scenario.Step::inbound).filter(Objects::nonNull).mapToLong(Scenario.Inbound::count).sum();
        check(messages <= MOST_MESSAGES, "steps", messages + " messages", "at most " + MOST_MESSAGES + " messages in all", errors);
        return new Scenario(read);
    }

    private static void checkModules(Step step, String path, Predicate<String> isThere, List<Fault.Violation> errors) {
        for (String named : step.modules() == null ? List.<@Nullable String>of() : step.modules()) {
            check(named != null && (named.equals(Scenario.EVERY_MODULE) || isThere.test(named)), path + "modules", named,
                    "ids of simulated modules, or \"" + Scenario.EVERY_MODULE + "\"", errors);
        }
    }

    private static Scenario.@Nullable Inbound inbound(Inbound given, String path, List<Fault.Violation> errors) {
        int connectId = given.connectId() == null ? 0 : given.connectId();
        int count = given.count() == null ? 1 : given.count();
        long every = given.everyMs() == null ? 1_000 : given.everyMs();
        check(connectId >= 0 && connectId <= 5, path + "connectId", connectId, "0-5", errors);
        check(count >= 1 && count <= MOST_MESSAGES, path + "count", count, "1-" + MOST_MESSAGES, errors);
        check(every >= 0 && every <= LONGEST_MS, path + "everyMs", every, "0-" + LONGEST_MS, errors);
        check(given.topic() != null && !given.topic().isEmpty() && !given.topic().matches(".*[+#\\u0000].*"), path + "topic", given.topic(),
                "a topic name (MQTT 3.1.1, 4.7)", errors);
        byte[] payload = payload(given);
        check(payload != null, path + "payload", given.payload(), "text, hex digits or base64, as payloadEncoding says", errors);
        return given.topic() == null || payload == null ? null
                : new Scenario.Inbound(connectId, given.topic(), payload, count, Duration.ofMillis(every));
    }

    private static byte @Nullable [] payload(Inbound given) {
        String payload = given.payload() == null ? "" : given.payload();
        try {
            return switch (given.payloadEncoding() == null ? "text" : given.payloadEncoding()) {
                case "text" -> payload.getBytes(StandardCharsets.UTF_8);
                case "hex" -> HexFormat.of().parseHex(payload);
                case "base64" -> Base64.getDecoder().decode(payload);
                default -> null;
            };
        } catch (IllegalArgumentException wrong) {
            return null;
        }
    }

    private static void check(boolean right, String field, @Nullable Object value, String allowed, List<Fault.Violation> errors) {
        if (!right) {
            errors.add(new Fault.Violation(field, value, allowed));
        }
    }
}
