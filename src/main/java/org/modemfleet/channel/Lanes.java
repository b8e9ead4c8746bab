package org.modemfleet.channel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** Who waits for the line, service before user but at most every second turn. Guarded by the channel's lock. */
final class Lanes {

    /** Somebody who waits. */
    static final class Waiter {
        private final Lane lane;
        private final Condition called;
        private AtChannel.@Nullable Turn turn;
        private @Nullable ChannelException refusal;

        private Waiter(Lane lane, Condition called) {
            this.lane = lane;
            this.called = called;
        }

        /** Until the turn is granted or refused. */
        void await() throws InterruptedException {
            while (waits()) {
                called.await();
            }
        }

        boolean waits() {
            return turn == null && refusal == null;
        }

        /** What was granted. */
        AtChannel.Turn turn() throws ChannelException {
            if (turn == null) {
                throw refusal;
            }
            return turn;
        }

        void grant(AtChannel.Turn granted) {
            turn = granted;
            called.signal();
        }

        private void refuse(ChannelException why) {
            refusal = why;
            called.signal();
        }
    }

    private final int capacity;
    private final Map<Lane, Deque<Waiter>> waiting = new EnumMap<>(Lane.class);
    private Lane last = Lane.USER;

    Lanes(int capacity) {
        this.capacity = capacity;
        for (Lane lane : Lane.values()) {
            waiting.put(lane, new ArrayDeque<>());
        }
    }

    int capacity() {
        return capacity;
    }

    boolean isFull(Lane lane) {
        return queue(lane).size() >= capacity;
    }

    boolean isEmpty() {
        return waiting.values().stream().allMatch(Deque::isEmpty);
    }

    Waiter add(Lane lane, Condition called) {
        Waiter waiter = new Waiter(lane, called);
        queue(lane).addLast(waiter);
        return waiter;
    }

    void remove(Waiter waiter) {
        queue(waiter.lane).remove(waiter);
    }

    /** Who has the line next; null if nobody waits. */
    @Nullable Waiter next() {
        boolean userFirst = last == Lane.SERVICE && !queue(Lane.USER).isEmpty();
        Lane lane = userFirst || queue(Lane.SERVICE).isEmpty() ? Lane.USER : Lane.SERVICE;
        Waiter waiter = queue(lane).pollFirst();
        if (waiter != null) {
            last = lane;
        }
        return waiter;
    }

    void refuseAll(ChannelException why) {
        for (Deque<Waiter> queue : waiting.values()) {
            queue.forEach(waiter -> waiter.refuse(why));
            queue.clear();
        }
    }

    private Deque<Waiter> queue(Lane lane) {
        return waiting.get(lane);
    }
}
