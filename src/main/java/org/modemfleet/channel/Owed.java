package org.modemfleet.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.FinalResult;
import org.modemfleet.at.FinalResultParser;
import org.modemfleet.at.LineGrammar;

/**
 * The answers that the module owes us, in the order in which the commands were sent: the command in flight, or those
 * that were given up and the probes behind them. A module answers in order, if it answers: what comes for one tells
 * that nothing will come for those before it. Guarded by the channel's lock.
 */
final class Owed {

    private final LineGrammar grammar;
    private final Consumer<Slot> unanswered;
    private final Deque<Slot> slots = new ArrayDeque<>();

    /** @param unanswered told of each slot that was passed over */
    Owed(LineGrammar grammar, Consumer<Slot> unanswered) {
        this.grammar = grammar;
        this.unanswered = unanswered;
    }

    /** Where a line belongs. */
    sealed interface Place {
        /** It asks for the data of this command. */
        record Prompt(Slot slot) implements Place {}

        /** It ends the answer of this command. */
        record Final(Slot slot, FinalResult result) implements Place {}

        /** It is a row of this command's answer. */
        record Row(Slot slot) implements Place {}

        /**
         * An unsolicited result of the dialect.
         *
         * @param doubtful whether it may be half of a line
         */
        record Unsolicited(boolean doubtful) implements Place {}

        /** Our own command line. */
        record Echo() implements Place {}

        /** None of these. */
        record Unknown() implements Place {}
    }

    /** The one place where response or unsolicited result is decided. */
    Place place(AtLine line) {
        switch (line.kind()) {
            case PROMPT -> {
                Slot prompted = prompted();
                return prompted == null ? new Place.Unknown() : new Place.Prompt(prompted);
            }
            case OVERLONG, MALFORMED -> {
                return new Place.Unknown();
            }
            case TEXT, COUNTED -> { }
        }
        FinalResult result = slots.isEmpty() ? null : FinalResultParser.parse(line);
        if (result != null) {
            // A probe's row and final result come together: one without the other is somebody else's.
            Slot slot = current();
            return slot.isProbe() && !slot.rowSeen() ? new Place.Unknown() : new Place.Final(slot, result);
        }
        for (Slot slot : slots) {
            if (slot.command().shape().claims(line)) {
                return new Place.Row(slot);
            }
        }
        if (grammar.isUnsolicited(line)) {
            return new Place.Unsolicited(grammar.isDoubtful(line));
        }
        if (slots.stream().anyMatch(slot -> slot.isEcho(line))) {
            return new Place.Echo();
        }
        if (!slots.isEmpty() && current().command().shape().claimsBareText()) {
            return new Place.Row(current());
        }
        return new Place.Unknown();
    }

    void add(Slot slot) {
        slots.addLast(slot);
    }

    /** Something came for this slot: the module will not answer those before it. */
    void reached(Slot slot) {
        while (!slots.isEmpty() && slots.peekFirst() != slot) {
            unanswered.accept(slots.removeFirst());
        }
    }

    void settled(Slot slot) {
        reached(slot);
        slots.removeFirst();
    }

    /** Nothing that was sent so far will be answered. */
    void clear() {
        while (!slots.isEmpty()) {
            unanswered.accept(slots.removeFirst());
        }
    }

    /** No byte that we send can be taken as data any more. */
    void dataModeIsOver() {
        slots.forEach(Slot::dataModeIsOver);
    }

    /** The command that waits for its answer; null if none does. */
    @Nullable Slot inFlight() {
        Slot last = slots.peekLast();
        return last == null || last.isAbandoned() || last.isProbe() ? null : last;
    }

    boolean isLast(Slot slot) {
        return slots.peekLast() == slot;
    }

    boolean awaitsProbe() {
        return slots.stream().anyMatch(Slot::isProbe);
    }

    boolean mayBePrompted() {
        return prompted() != null;
    }

    /** Until when bytes that we send could be taken as data. */
    long shutUntil(long now) {
        return slots.stream().mapToLong(slot -> slot.shutUntil(now)).max().orElse(now);
    }

    /** A probe that nothing owed can be taken for; if all are owed, the one that was asked longest ago. */
    Probe nextProbe() {
        List<Slot> owed = new ArrayList<>(slots);
        return Probe.ALL.stream()
                .filter(probe -> owed.stream().noneMatch(slot -> probe.isConfusedWith(slot.command())))
                .findFirst()
                .orElseGet(() -> owed.stream().map(Slot::command).filter(Probe.class::isInstance)
                        .map(Probe.class::cast).findFirst().orElse(Probe.ALL.getFirst()));
    }

    /** Forgets the first probe of this kind, which will be asked anew. */
    void forget(Probe probe) {
        for (Slot slot : slots) {
            if (slot.command().equals(probe)) {
                slots.remove(slot);
                return;
            }
        }
    }

    /** Whose answer has begun, else the first that is due. */
    private Slot current() {
        Slot begun = null;
        for (Slot slot : slots) {
            if (slot.rowSeen()) {
                begun = slot;
            }
        }
        return begun == null ? slots.getFirst() : begun;
    }

    private @Nullable Slot prompted() {
        for (Slot slot : slots) {
            if (slot.mayPrompt()) {
                return slot;
            }
        }
        return null;
    }
}
