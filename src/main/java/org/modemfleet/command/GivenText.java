package org.modemfleet.command;

/** What a request says about a text of which one may be stored: a password, a certificate, a key. */
public sealed interface GivenText {

    /** Absent, or {@code ***} for a secret: the stored one stays. */
    record Keep() implements GivenText {}

    /** Null: the stored one is deleted. */
    record None() implements GivenText {}

    record Given(String text) implements GivenText {
        @Override
        public String toString() {
            return "Given[***]";
        }
    }
}
