package org.modemfleet.testsupport;

import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Seeds of a property test: fixed ones, so that a build repeats, unless {@code -Dmodemfleet.seed=<first>} asks for
 * others. With {@link Printer} as an extension, a failure prints its seed.
 */
public final class Seeds {

    private Seeds() {}

    public static LongStream of(int count) {
        long first = Long.getLong("modemfleet.seed", 20_260_101L);
        return LongStream.range(first, first + count);
    }

    /** Prints the name of a failed test, which holds its seed. */
    public static final class Printer implements TestWatcher {
        @Override
        public void testFailed(ExtensionContext context, Throwable cause) {
            System.err.println(context.getRequiredTestMethod().getName() + " failed with " + context.getDisplayName());
        }
    }
}
