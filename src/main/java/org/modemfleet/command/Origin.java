package org.modemfleet.command;

import java.lang.ScopedValue.CallableOp;
import org.jspecify.annotations.Nullable;

/** On whose behalf commands are begun: so that whoever was cut off finds in the history what became of them. */
public final class Origin {

    /** The service itself, to make a module what is wanted of it. */
    static final String RECONCILER = "reconciler";

    private static final ScopedValue<String> CURRENT = ScopedValue.newInstance();

    private Origin() {}

    /** @param origin unique, at most 128 characters; null for nobody who would ask */
    public static <T, X extends Throwable> T call(@Nullable String origin, CallableOp<? extends T, X> commands) throws X {
        return origin == null ? commands.call() : ScopedValue.where(CURRENT, origin).call(commands);
    }

    static @Nullable String current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }
}
