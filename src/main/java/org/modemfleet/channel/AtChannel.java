package org.modemfleet.channel;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.at.AtOutcome.Reason;
import org.modemfleet.at.LineGrammar;
import org.modemfleet.link.Link;
import org.modemfleet.link.LinkException;

/**
 * The TE side of the line to one module (V.250). One command is in flight at a time; who wants to send has a
 * {@linkplain #turn turn}, a sequence of commands that nothing interrupts. A new channel proves first, with a probe,
 * that the line is in step, and does so again whenever a command had no final result in time. Its time bounds are
 * those of {@link ChannelTiming}.
 */
public final class AtChannel implements AutoCloseable {

    private final String name;
    private final ChannelSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    /** The holder of the turn waits on it, for a line in step or for a final result. */
    private final Condition progress = lock.newCondition();
    private final Lanes lanes;
    private final Notices notices;
    private final Outbox outbox;
    private final LineEngine engine;

    private @Nullable Turn holder;
    private @Nullable Link link;
    private @Nullable IOException failure;
    private boolean closing;

    /**
     * A channel that is not open yet, and that nobody taps.
     *
     * @param name what it is called in logs and errors, such as the module's id
     */
    public AtChannel(String name, LineGrammar grammar, ChannelListener listener, ChannelSettings settings) {
        this(name, grammar, listener, settings, LineTap.NONE);
    }

    /**
     * A channel that is not open yet.
     *
     * @param name what it is called in logs and errors, such as the module's id
     */
    public AtChannel(String name, LineGrammar grammar, ChannelListener listener, ChannelSettings settings, LineTap tap) {
        this.name = name;
        this.settings = settings;
        this.lanes = new Lanes(settings.laneCapacity());
        this.notices = new Notices(listener);
        this.outbox = new Outbox(lock, settings.worker(), this::breakLink);
        this.engine = new LineEngine(name, grammar, settings, lock, outbox, notices, this::progressed, this::breakLink, tap);
    }

    /** Opens the link and begins to probe; returns without waiting for an answer, or for the listener. Once only. */
    public void open(LinkOpener opener) throws LinkException {
        open(opener, Duration.ZERO);
    }

    /**
     * Opens the link; the first probe waits for {@code hold}, during which data mode may still be open from before:
     * what is sent then would be taken as a message. Once only.
     *
     * @throws LinkException if there is no link; the channel is closed then, and the listener is not told
     */
    public void open(LinkOpener opener, Duration hold) throws LinkException {
        Link opened;
        try {
            opened = opener.open(new Receiver());
        } catch (LinkException e) {
            abort(e);
            throw e;
        }
        boolean unwanted;
        lock.lock();
        try {
            link = opened;
            unwanted = closing || engine.state() == ChannelState.CLOSED;
            if (!unwanted) {
                outbox.connect(opened);
                engine.begin(hold);
            }
        } finally {
            lock.unlock();
        }
        if (unwanted) {
            opened.close();
        }
        // Nothing is told from here: what comes already is told by who reads it, and the listener may let that wait until we have returned.
        outbox.flush();
    }

    public ChannelState state() {
        lock.lock();
        try {
            return engine.state();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the line is ours: the line is in step and nobody else has it. Close the turn.
     *
     * @throws ChannelException.Busy if as many wait in the lane as it holds
     * @throws ChannelException.Unresponsive if the module does not answer, or ceases to while we wait
     * @throws ChannelException.Closed if the link is gone, or goes while we wait
     * @throws ChannelException.Interrupted if the thread is interrupted while it waits
     */
    public Turn turn(Lane lane) throws ChannelException {
        lock.lock();
        try {
            refuseIfGone();
            if (lanes.isFull(lane)) {
                throw new ChannelException.Busy(name, lane, lanes.capacity());
            }
            long since = settings.nanoTime().getAsLong();
            Lanes.Waiter waiter = lanes.add(lane, lock.newCondition());
            call();
            Turn turn = granted(waiter);
            turn.waited = Duration.ofNanos(settings.nanoTime().getAsLong() - since);
            return turn;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The module has restarted, as a {@code +MATREADY} tells: the command in flight is given up, data mode is over. What
     * the module received right at the end of its boot may still be answered, late. The line is probed anew. May be called
     * by the listener.
     */
    public void moduleReset(String cause) {
        lock.lock();
        try {
            engine.moduleReset(cause);
        } finally {
            lock.unlock();
        }
        engine.afterwards();
    }

    /** Probes the line anew unless a command is in flight, also after the module was found to be unresponsive. */
    public void probeAnew(String cause) {
        lock.lock();
        try {
            engine.probeAnew(cause);
        } finally {
            lock.unlock();
        }
        engine.afterwards();
    }

    /**
     * Sends a command to a module that does not answer, or not in step, and waits for nothing: what may bring it back has to be sent
     * without proof that it reads. A late answer is told as such.
     *
     * @param resetWithin for so long the module may restart after it: probes are repeated and not counted
     * @return false if nothing was sent: the line is in step ({@link #turn} is for that) or gone, or what is sent now could be taken as data
     */
    public boolean shout(AtCommand<?> command, Duration resetWithin) {
        boolean sent;
        lock.lock();
        try {
            sent = !closing && engine.shout(command);
            if (sent) {
                engine.expectReset(resetWithin);
            }
        } finally {
            lock.unlock();
        }
        engine.afterwards();
        return sent;
    }

    /** Closes the link; {@link ChannelListener#closed} is called once the last byte has been taken. Idempotent. */
    @Override
    public void close() {
        Link open;
        lock.lock();
        try {
            closing = true;
            open = link;
            refuseWaiting();
        } finally {
            lock.unlock();
        }
        if (open != null) {
            open.close();
        }
    }

    /** Whether nothing is left to write. For tests, which let time pass only then. */
    boolean isQuiet() {
        return !outbox.isBusy();
    }

    /** Whether somebody waits, and nothing goes on without the module or time. For tests. */
    boolean isWaitedFor() {
        lock.lock();
        try {
            return isQuiet() && (lock.hasWaiters(progress) || holder == null && !lanes.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    /** The line is ours, for a sequence of commands that nothing interrupts. For one thread at a time. */
    public final class Turn implements AutoCloseable {

        private Duration waited = Duration.ZERO;

        private Turn() {}

        /** How long this turn was waited for. */
        public Duration waited() {
            return waited;
        }

        /**
         * Sends a command and waits for its final result, as soon as the line is in step. Once it is sent, an interrupt
         * does not end the wait: the command's time-out does, and the thread's interrupt status is kept.
         *
         * @throws ChannelException if it was not sent: the link is gone, the module does not answer, or the thread was
         *     interrupted while an earlier command's time-out had the line resynchronize
         */
        public <R> AtOutcome<R> send(AtCommand<R> command) throws ChannelException {
            Slot slot;
            lock.lock();
            try {
                awaitInStep();
                slot = engine.send(command);
            } finally {
                lock.unlock();
            }
            engine.afterwards();
            awaitEnd(slot);
            return outcome(command, slot);
        }

        /** From now on, for so long, the module may restart: probes are repeated and not counted. */
        public void expectReset(Duration within) {
            lock.lock();
            try {
                engine.expectReset(within);
            } finally {
                lock.unlock();
            }
        }

        /** Lets the next one have the line. */
        @Override
        public void close() {
            lock.lock();
            try {
                if (holder == this) {
                    holder = null;
                    call();
                }
            } finally {
                lock.unlock();
            }
        }

        private void awaitInStep() throws ChannelException {
            if (holder != this) {
                throw new IllegalStateException("the turn is over");
            }
            try {
                refuseIfGone();
                while (engine.state() != ChannelState.READY) {
                    progress.await();
                    refuseIfGone();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ChannelException.Interrupted(name, e);
            }
        }

        private void awaitEnd(Slot slot) {
            lock.lock();
            try {
                while (!slot.isOver()) {
                    progress.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private <R> AtOutcome<R> outcome(AtCommand<R> command, Slot slot) {
        try {
            return slot.outcome(command);
        } catch (AtDecodingException e) {
            notUnderstood(command, e);
            return new AtOutcome.Indeterminate<>(Reason.NOT_UNDERSTOOD, slot.exchange());
        }
    }

    private void notUnderstood(AtCommand<?> command, AtDecodingException why) {
        lock.lock();
        try {
            engine.notUnderstood(command, why);
        } finally {
            lock.unlock();
        }
        engine.afterwards();
    }

    private Turn granted(Lanes.Waiter waiter) throws ChannelException {
        try {
            waiter.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (waiter.waits()) {
                lanes.remove(waiter);
                throw new ChannelException.Interrupted(name, e);
            }
        }
        return waiter.turn();
    }

    /** Something changed for those who wait. With the lock held. */
    private void progressed() {
        progress.signalAll();
        call();
        if (engine.state() == ChannelState.UNRESPONSIVE || engine.state() == ChannelState.CLOSED) {
            refuseWaiting();
        }
    }

    /** Gives the line to the next who waits, if it is free and in step. */
    private void call() {
        if (holder != null || engine.state() != ChannelState.READY || closing) {
            return;
        }
        Lanes.Waiter next = lanes.next();
        if (next != null) {
            holder = new Turn();
            next.grant(holder);
        }
    }

    private void refuseWaiting() {
        ChannelException refusal = refusal();
        if (refusal != null) {
            lanes.refuseAll(refusal);
        }
        progress.signalAll();
    }

    private void refuseIfGone() throws ChannelException {
        ChannelException refusal = refusal();
        if (refusal != null) {
            throw refusal;
        }
    }

    private @Nullable ChannelException refusal() {
        if (closing || failure != null || engine.state() == ChannelState.CLOSED) {
            return new ChannelException.Closed(name, failure);
        }
        return engine.state() == ChannelState.UNRESPONSIVE ? new ChannelException.Unresponsive(name) : null;
    }

    /** The link is of no use any more; its own end then ends the channel. Without the lock. */
    private void breakLink(IOException cause) {
        Link broken;
        lock.lock();
        try {
            failure = failure == null ? cause : failure;
            broken = link;
        } finally {
            lock.unlock();
        }
        if (broken != null) {
            broken.close();
        }
    }

    private void abort(LinkException cause) {
        lock.lock();
        try {
            failure = cause;
            engine.linkClosed(String.valueOf(cause.getMessage()));
        } finally {
            lock.unlock();
        }
    }

    private final class Receiver implements Link.Listener {

        @Override
        public void received(byte[] bytes) {
            engine.received(bytes);
        }

        @Override
        public void closed(@Nullable IOException cause) {
            lock.lock();
            try {
                failure = failure == null ? cause : failure;
                IOException shown = failure;
                engine.linkClosed(shown == null ? "the link was closed" : String.valueOf(shown.getMessage()));
                notices.put(listener -> listener.closed(shown));
            } finally {
                lock.unlock();
            }
            engine.afterwards();
        }
    }
}
