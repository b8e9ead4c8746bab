package org.modemfleet.desired;

/** The password that is kept for a connection. */
public sealed interface StoredPassword {

    record None() implements StoredPassword {}

    record Known(String password) implements StoredPassword {
        @Override
        public String toString() {
            return "Known[***]";
        }
    }

    /** It was sealed with another key than the one in {@code <data-dir>/secret.key}. */
    record Unreadable() implements StoredPassword {}
}
