package org.modemfleet.testsupport;

import java.util.stream.LongStream;

/**
 * Seeds of a property test: fixed ones, so that a build repeats, unless {@code -Dmodemfleet.seed=<first>} asks for others.
 * The name of each test holds its seed, so a failure prints it.
 */
public final class Seeds {

    private Seeds() {}

    public static LongStream of(int count) {
        long first = Long.getLong("modemfleet.seed", 20_260_101L);
        return LongStream.range(first, first + count);
    }
}
