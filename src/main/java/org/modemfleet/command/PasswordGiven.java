package org.modemfleet.command;

/** What a request says about the password. */
public sealed interface PasswordGiven {

    /** Absent or {@code ***}: the stored one is used, if host and user are still those it was given with. */
    record Keep() implements PasswordGiven {}

    /** Null: none is used, the stored one is deleted. */
    record None() implements PasswordGiven {}

    record Given(String password) implements PasswordGiven {
        @Override
        public String toString() {
            return "Given[***]";
        }
    }
}
