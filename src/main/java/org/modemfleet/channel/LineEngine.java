package org.modemfleet.channel;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtExchange;
import org.modemfleet.at.AtLexer;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.AtOutcome.Reason;
import org.modemfleet.at.FinalResult;
import org.modemfleet.at.LineGrammar;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes over the line and what it means: the command in flight, its time-out, the probes that bring the line in
 * step. Methods want the lock held unless they say otherwise; after them, without the lock, comes {@link #afterwards}.
 */
final class LineEngine {

    private static final byte[] MASK = {'*', '*', '*'};
    private static final Logger log = LoggerFactory.getLogger(LineEngine.class);

    private final String name;
    private final ChannelSettings settings;
    private final ReentrantLock lock;
    private final Outbox outbox;
    private final Notices notices;
    private final Runnable progressed;
    private final Consumer<IOException> broken;
    private final LineTap tap;
    private final EchoMask echoes = new EchoMask();
    private final AtLexer lexer;
    private final Owed owed;
    private final Resynchronizing resynchronizing;
    /** When the command in flight is given up. */
    private final Alarm commandDue;
    private final CountedLineWatch countedLine;

    private ChannelState state = ChannelState.SYNCHRONIZING;
    /** A line could not be placed while a command was in flight: its final result may not be its own. */
    private boolean suspect;

    LineEngine(String name, LineGrammar grammar, ChannelSettings settings, ReentrantLock lock, Outbox outbox,
            Notices notices, Runnable progressed, Consumer<IOException> broken, LineTap tap) {
        this.name = name;
        this.settings = settings;
        this.lock = lock;
        this.outbox = outbox;
        this.notices = notices;
        this.progressed = progressed;
        this.broken = broken;
        this.tap = tap;
        this.lexer = new AtLexer(grammar);
        this.owed = new Owed(grammar, this::unanswered);
        this.commandDue = new Alarm(settings, this::commandDue);
        this.countedLine = new CountedLineWatch(lexer, new Alarm(settings, this::countedLineDue));
        this.resynchronizing = new Resynchronizing(this, owed, countedLine, new Alarm(settings, this::probeDue));
    }

    ChannelState state() {
        return state;
    }

    void begin(Duration hold) {
        resynchronizing.begin(hold);
    }

    /** Writes and tells what has come up. Without the lock. */
    void afterwards() {
        outbox.flush();
        notices.deliver();
    }

    Slot send(AtCommand<?> command) {
        if (owed.inFlight() != null) {
            throw new IllegalStateException("a command is in flight");
        }
        Slot slot = put(command);
        commandDue.set(now() + command.timeout().plus(ChannelTiming.WRITE_LIMIT).toNanos());
        return slot;
    }

    /** Sends a command line, whatever it is. */
    Slot put(AtCommand<?> command) {
        Slot slot = new Slot(command, settings.wallClock().instant(), now());
        owed.add(slot);
        if (slot.holdsSecret()) {
            echoes.expect(slot.line(), slot.shownLine());
        }
        outbox.put(slot.wireLine(), () -> tap.sent(settings.wallClock().instant(), slot.shownWireLine()), () -> written(slot));
        log.debug("{} > {}", name, command.shown());
        return slot;
    }

    private void written(Slot slot) {
        slot.written(now());
        if (owed.inFlight() == slot) {
            commandDue.set(now() + slot.command().timeout().toNanos());
        }
    }

    /** Takes bytes from the link and returns when the listener has taken their lines. Without the lock. */
    void received(byte[] bytes) {
        lock.lock();
        try {
            byte[] shown = echoes.received(bytes);
            if (shown.length > 0) {
                tap.received(settings.wallClock().instant(), shown);
            }
            lexer.feed(bytes);
        } finally {
            lock.unlock();
        }
        placeLines();
    }

    private void placeLines() {
        while (placeNext()) {
            afterwards();
        }
        afterwards();
    }

    private boolean placeNext() {
        lock.lock();
        try {
            lexer.awaitPrompt(owed.mayBePrompted());
            AtLine line = lexer.next();
            if (line == null) {
                countedLine.bytesCame(now());
                return false;
            }
            countedLine.lineCame();
            place(line);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void place(AtLine line) {
        Owed.Place place = owed.place(line);
        if (!(place instanceof Owed.Place.Echo)) {
            // An echo may hold a secret.
            log.debug("{} < {}", name, line);
        }
        switch (place) {
            case Owed.Place.Prompt(Slot slot) -> prompted(slot);
            case Owed.Place.Final(Slot slot, FinalResult result) -> finished(slot, result);
            case Owed.Place.Row(Slot slot) -> {
                owed.reached(slot);
                slot.row(line);
            }
            case Owed.Place.Unsolicited(boolean doubtful) -> foreign(line, true, doubtful);
            case Owed.Place.Unknown() -> foreign(line, false, true);
            case Owed.Place.Echo() -> notices.put(ChannelListener::echoed);
        }
    }

    private void prompted(Slot slot) {
        slot.prompted(now());
        byte[] payload = slot.feed();
        if (payload != null) {
            byte[] shown = slot.command().isDataSecret() ? MASK : payload;
            outbox.put(payload, () -> tap.sent(settings.wallClock().instant(), shown),
                    () -> log.debug("{} > {} bytes", name, payload.length));
        }
    }

    private void finished(Slot slot, FinalResult result) {
        boolean last = owed.isLast(slot);
        owed.settled(slot);
        if (slot.isProbe()) {
            resynchronizing.answered(result, last);
        } else if (slot.isAbandoned()) {
            late(slot, slot.late(result, now()));
            resynchronizing.relieved();
        } else {
            commandDue.cancel();
            slot.settle(result, now());
            if (suspect || !result.isOk() && slot.hasRows()) {
                resynchronize("a line could not be placed");
            }
            progressed.run();
        }
    }

    private void foreign(AtLine line, boolean known, boolean doubtful) {
        Slot slot = owed.inFlight();
        if (slot != null) {
            slot.foreign(line);
        }
        notices.put(listener -> listener.unsolicited(line, known));
        if (doubtful) {
            suspect(slot);
        }
    }

    /**
     * What could not be placed may be half of a line, and what follows the other half: a payload, perhaps with an OK in
     * it. So a final result that comes now is taken, but the line is probed before anything else is sent.
     */
    private void suspect(@Nullable Slot inFlight) {
        if (inFlight != null) {
            inFlight.doubt();
            suspect = true;
        } else if (state == ChannelState.READY) {
            resynchronize("a line could not be placed");
        }
    }

    private void resynchronize(String cause) {
        become(ChannelState.RESYNCHRONIZING, cause);
        resynchronizing.begin(Duration.ZERO);
    }

    /** Runs without the lock. */
    private void commandDue() {
        IOException stuck = null;
        lock.lock();
        try {
            Slot slot = owed.inFlight();
            if (!commandDue.isDue() || slot == null) {
                return;
            }
            if (slot.isWritten()) {
                timedOut(slot);
            } else {
                stuck = new IOException("the link takes no bytes");
            }
        } finally {
            lock.unlock();
        }
        if (stuck != null) {
            broken.accept(stuck);
        }
        afterwards();
    }

    private void timedOut(Slot slot) {
        if (lexer.looksPrompted()) {
            slot.surprised(now());
        }
        slot.abandon(Reason.NO_FINAL_RESULT, now());
        resynchronize("no final result of " + slot.command().shown());
        progressed.run();
    }

    /** Runs without the lock. */
    private void probeDue() {
        lock.lock();
        try {
            resynchronizing.due();
        } finally {
            lock.unlock();
        }
        afterwards();
    }

    /** Runs without the lock. */
    private void countedLineDue() {
        lock.lock();
        try {
            if (!countedLine.expireIfDue()) {
                return;
            }
        } finally {
            lock.unlock();
        }
        placeLines();
    }

    void expectReset(Duration within) {
        resynchronizing.expectReset(within);
    }

    void moduleReset(String cause) {
        if (state == ChannelState.CLOSED) {
            return;
        }
        abandonInFlight(Reason.MODULE_RESET);
        // What crossed the end of the boot on the wire is answered after all: it stays owed until a later probe is answered.
        owed.dataModeIsOver();
        beginToProbe(cause);
        progressed.run();
    }

    /** Probes anew although nobody missed a final result, also where the module was given up. */
    void probeAnew(String cause) {
        if (state != ChannelState.CLOSED && owed.inFlight() == null) {
            beginToProbe(cause);
            progressed.run();
        }
    }

    /** Sends a command line although the line is not in step; its answer is a late one. Not while it could be taken as data. */
    boolean shout(AtCommand<?> command) {
        boolean bare = state != ChannelState.READY && state != ChannelState.CLOSED && owed.inFlight() == null;
        if (!bare || owed.shutUntil(now()) - now() > 0) {
            return false;
        }
        put(command).abandon(Reason.NO_FINAL_RESULT, now());
        return true;
    }

    private void beginToProbe(String cause) {
        if (state == ChannelState.READY || state == ChannelState.UNRESPONSIVE) {
            become(ChannelState.RESYNCHRONIZING, cause);
        }
        resynchronizing.begin(Duration.ZERO);
    }

    void linkClosed(String cause) {
        if (state == ChannelState.CLOSED) {
            return;
        }
        AtLine remainder = lexer.remainder();
        if (remainder != null) {
            foreign(remainder, false, false);
        }
        giveUp(Reason.LINK_LOST);
        countedLine.lineCame();
        resynchronizing.end();
        become(ChannelState.CLOSED, cause);
        progressed.run();
    }

    /** Nothing that was sent will be answered. */
    private void giveUp(Reason reason) {
        abandonInFlight(reason);
        owed.clear();
    }

    private void abandonInFlight(Reason reason) {
        Slot slot = owed.inFlight();
        if (slot != null) {
            slot.abandon(reason, now());
        }
        commandDue.cancel();
    }

    /** A probe has proven that the line is in step. */
    void inStep() {
        owed.clear();
        become(ChannelState.READY, "the line is in step");
        progressed.run();
    }

    void unresponsive(int probes) {
        become(ChannelState.UNRESPONSIVE, probes + " probes had no answer");
        progressed.run();
    }

    /** The rows of an answer were not what its command answers: they may have been another's. */
    void notUnderstood(AtCommand<?> command, AtDecodingException why) {
        log.warn("{}: the answer to {} was not understood: {}", name, command.shown(), why.getMessage());
        if (state == ChannelState.READY && owed.inFlight() == null) {
            resynchronize("an answer was not understood");
        }
    }

    long now() {
        return settings.nanoTime().getAsLong();
    }

    private void unanswered(Slot slot) {
        if (slot.isAbandoned() && slot.hasRows()) {
            late(slot, slot.late(null, now()));
        }
    }

    private void late(Slot slot, AtExchange exchange) {
        notices.put(listener -> listener.late(slot.command(), exchange));
    }

    private void become(ChannelState next, String cause) {
        ChannelState from = state;
        if (!from.mayBecome(next)) {
            throw new IllegalStateException("channel " + name + ": " + from + " to " + next + " for " + cause);
        }
        state = next;
        suspect = false;
        log.info("channel {}: {} to {}: {}", name, from, next, cause);
        notices.put(listener -> listener.stateChanged(from, next, cause));
    }
}
