package org.modemfleet.simulator.fault;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.time.SimulatedTime;
import org.modemfleet.simulator.v250.Printed;

/**
 * A module's line with its faults: what is printed may be lost, late, out of order, in pieces or spoiled; what is typed may be spoiled or
 * lost. For one run of the module, from power-on to power-off. Confined to its event loop.
 */
public final class FaultyLine {

    private static final byte[] NOTHING = {};

    private final Faults faults;
    private final ByteFaults bytes;
    private final SimulatedTime time;
    private final Consumer<byte[]> terminal;
    private final DelayedWriter writer;
    private final ByteArrayOutputStream merged = new ByteArrayOutputStream();
    private SimulatedTime.@Nullable Timer merging;
    private Duration mergedAt = Duration.ZERO;
    /** An answer that waits for an unsolicited result. */
    private Printed.@Nullable Result waiting;
    private @Nullable ActiveFault waitingFor;
    private SimulatedTime.@Nullable Timer waitingEnds;

    /** @param terminal takes what comes out at last */
    public FaultyLine(Faults faults, SimulatedTime time, Consumer<byte[]> terminal) {
        this.faults = faults;
        this.bytes = new ByteFaults(faults);
        this.time = time;
        this.terminal = terminal;
        this.writer = new DelayedWriter(time, this::merge);
    }

    /** @return what of the typed bytes reaches the module */
    public byte[] typed(byte[] typed) {
        return faults.isActive(FaultType.WEDGE) ? NOTHING : bytes.pass(typed, "in");
    }

    /** @return how long until it is on the line, or would be */
    public Duration print(Printed printed) {
        if (waiting != null) {
            if (printed instanceof Printed.Unsolicited) {
                return overtake(printed.bytes());
            }
            giveUpWaiting();
        }
        return switch (printed) {
            case Printed.Result result -> result(result);
            case Printed.Prompt prompt -> prompt(prompt);
            case Printed.Echo echo -> write(echo.bytes(), Duration.ZERO);
            case Printed.Unsolicited urc -> write(urc.bytes(), Duration.ZERO);
        };
    }

    /** The power is gone: nothing that waits is printed. */
    public void stop() {
        writer.clear();
        waiting = null;
        cancel(waitingEnds);
        cancel(merging);
        merging = null;
        merged.reset();
    }

    private Duration result(Printed.Result result) {
        ActiveFault reordering = faults.find(FaultType.URC_BEFORE_OK, fault -> fault.strikes(result.command()));
        if (reordering == null) {
            reordering = faults.find(FaultType.URC_AMID_ROWS, fault -> fault.strikes(result.command()));
        }
        if (reordering == null) {
            return answer(result);
        }
        waiting = result;
        waitingFor = reordering;
        waitingEnds = time.schedule(reordering.delay(), this::giveUpWaiting);
        return Duration.ZERO;
    }

    private Duration answer(Printed.Result result) {
        ActiveFault slow = faults.strike(FaultType.SLOW_ANSWERS, fault -> fault.strikes(result.command()));
        Duration delay = slow == null ? Duration.ZERO : slow.delay();
        if (faults.strike(FaultType.LOST_FINAL, fault -> fault.strikes(result.command())) != null) {
            return write(result.rows(), delay);
        }
        ActiveFault late = faults.strike(FaultType.LATE_FINAL, fault -> fault.strikes(result.command()));
        if (late == null) {
            return write(result.bytes(), delay);
        }
        write(result.rows(), delay);
        return write(result.finalResult(), delay.plus(late.delay()));
    }

    private Duration prompt(Printed.Prompt prompt) {
        if (faults.strike(FaultType.LOST_PROMPT, _ -> true) != null) {
            return Duration.ZERO;
        }
        ActiveFault late = faults.strike(FaultType.LATE_PROMPT, _ -> true);
        Duration written = write(prompt.bytes(), late == null ? Duration.ZERO : late.delay());
        Duration untilMerged = merging == null ? Duration.ZERO : mergedAt.minus(time.now());
        return written.compareTo(untilMerged) > 0 ? written : untilMerged;
    }

    /** An unsolicited result came while an answer waits for one. */
    private Duration overtake(byte[] urc) {
        Printed.Result result = Objects.requireNonNull(waiting);
        ActiveFault reordering = Objects.requireNonNull(waitingFor);
        stopWaiting();
        faults.strike(reordering);
        int firstRow = reordering.fault().type() == FaultType.URC_AMID_ROWS ? endOfFirstRow(result.rows()) : 0;
        write(Arrays.copyOf(result.rows(), firstRow), Duration.ZERO);
        write(urc, Duration.ZERO);
        return answer(new Printed.Result(result.command(), Arrays.copyOfRange(result.rows(), firstRow, result.rows().length),
                result.finalResult()));
    }

    private void giveUpWaiting() {
        Printed.Result result = Objects.requireNonNull(waiting);
        stopWaiting();
        answer(result);
    }

    private void stopWaiting() {
        waiting = null;
        cancel(waitingEnds);
    }

    /** Behind its CR LF; 0 without rows. */
    private static int endOfFirstRow(byte[] rows) {
        for (int i = 2; i < rows.length; i++) {
            if (rows[i] == '\n' && rows[i - 1] == '\r') {
                return i + 1;
            }
        }
        return 0;
    }

    private Duration write(byte[] whole, Duration delay) {
        if (whole.length == 0 || faults.isActive(FaultType.WEDGE)) {
            return delay;
        }
        byte[] passed = bytes.pass(whole, "out");
        ActiveFault splitting = faults.strike(FaultType.SPLIT_WRITES, _ -> true);
        if (splitting == null) {
            return writer.write(passed, delay);
        }
        int size = Objects.requireNonNull(splitting.fault().bytes());
        Duration out = delay;
        for (int from = 0; from < passed.length; from += size) {
            Duration pieceDelay = delay.plus(splitting.delay().multipliedBy(from / size));
            out = writer.write(Arrays.copyOfRange(passed, from, Math.min(from + size, passed.length)), pieceDelay);
        }
        return out;
    }

    private void merge(byte[] written) {
        if (merging != null) {
            merged.writeBytes(written);
            return;
        }
        ActiveFault merges = faults.strike(FaultType.MERGED_WRITES, _ -> true);
        if (merges == null) {
            out(written);
            return;
        }
        merged.writeBytes(written);
        mergedAt = time.now().plus(merges.delay());
        merging = time.schedule(merges.delay(), () -> {
            merging = null;
            byte[] whole = merged.toByteArray();
            merged.reset();
            out(whole);
        });
    }

    /** What was on its way when the module wedged is lost as well. */
    private void out(byte[] written) {
        if (!faults.isActive(FaultType.WEDGE)) {
            terminal.accept(written);
        }
    }

    private static void cancel(SimulatedTime.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
