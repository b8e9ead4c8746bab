package org.modemfleet.simulator.pty;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What poll(2) waits for: an array of struct pollfd (int fd, short events, short revents). */
final class PollSet {

    private static final int BYTES = 8;
    private static final int EVENTS = 4;
    private static final int READY = 6;

    private final MemorySegment pollfds;
    private final int size;

    PollSet(Arena arena, int size) {
        this.pollfds = arena.allocate((long) BYTES * size, BYTES);
        this.size = size;
    }

    MemorySegment pollfds() {
        return pollfds;
    }

    int size() {
        return size;
    }

    void set(int index, int fd, int events) {
        long at = (long) BYTES * index;
        pollfds.set(ValueLayout.JAVA_INT, at, fd);
        pollfds.set(ValueLayout.JAVA_SHORT, at + EVENTS, (short) events);
        pollfds.set(ValueLayout.JAVA_SHORT, at + READY, (short) 0);
    }

    /** The events that are there, besides errors of those that were asked for. */
    short ready(int index) {
        return pollfds.get(ValueLayout.JAVA_SHORT, (long) BYTES * index + READY);
    }
}
