package org.modemfleet.simulator.fault;

import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of a {@link Fault} that not every type has. */
enum FaultField {
    DURATION("durationMs", Fault::durationMs, "1-86400000", value -> within(value, 1, 86_400_000)),
    COUNT("count", Fault::count, "1-1000000", value -> within(value, 1, 1_000_000)),
    SEED("seed", Fault::seed, "an integer", _ -> true),
    DELAY("delayMs", Fault::delayMs, "1-600000", value -> within(value, 1, 600_000)),
    PROBABILITY("probability", Fault::probability, "more than 0, at most 1",
            value -> ((Number) value).doubleValue() > 0 && ((Number) value).doubleValue() <= 1),
    DIRECTION("direction", Fault::direction, "out, in or both", value -> ((String) value).matches("out|in|both")),
    CODE("code", Fault::code, "", _ -> true),
    COMMAND("command", Fault::command, "such as +MQTTPUB", value -> Patterns.COMMAND.matcher((String) value).matches()),
    ACK("ack", Fault::ack, "CONNACK, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK or PINGRESP",
            value -> ((String) value).matches("CONNACK|PUBACK|PUBREC|PUBREL|PUBCOMP|SUBACK|UNSUBACK|PINGRESP")),
    BYTES("bytes", Fault::bytes, "1-8192", value -> within(value, 1, 8192));

    private final String json;
    private final Function<Fault, @Nullable Object> value;
    private final String allowed;
    private final Predicate<Object> accepted;

    FaultField(String json, Function<Fault, @Nullable Object> value, String allowed, Predicate<Object> accepted) {
        this.json = json;
        this.value = value;
        this.allowed = allowed;
        this.accepted = accepted;
    }

    /** Its name in JSON. */
    String json() {
        return json;
    }

    @Nullable Object of(Fault fault) {
        return value.apply(fault);
    }

    /** What it may be; empty if that depends on the type. */
    String allowed() {
        return allowed;
    }

    boolean accepts(Object given) {
        return accepted.test(given);
    }

    private static boolean within(Object value, long min, long max) {
        long number = ((Number) value).longValue();
        return number >= min && number <= max;
    }

    private static final class Patterns {
        private static final Pattern COMMAND = Pattern.compile("\\+[A-Z0-9_]{1,20}");
    }
}
