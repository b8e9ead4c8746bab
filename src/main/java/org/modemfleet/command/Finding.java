package org.modemfleet.command;

import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.Outcome;

/** What a module's answer says of an indeterminate command; the details are in words. */
sealed interface Finding {

    String detail();

    /** The module is as the command would have it. */
    record Taken(Outcome outcome, String detail) implements Finding {}

    /**
     * It is not; asked twice, for the module may be a moment behind.
     *
     * @param part what the module has taken all the same; null for nothing
     */
    record NotTaken(Outcome outcome, @Nullable Intent part, String detail) implements Finding {}

    /** What it does cannot be told apart from what it would do without the command. */
    record NotTold(String detail) implements Finding {}

    /** The module is at it, or a server's answer is due. */
    record UnderWay(String detail) implements Finding {}

    /** The query itself had no answer. */
    record NoAnswer(String detail) implements Finding {}
}
