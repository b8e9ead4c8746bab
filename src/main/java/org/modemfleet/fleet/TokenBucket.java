package org.modemfleet.fleet;

import java.time.Duration;
import java.time.Instant;

/**
 * A bucket of tokens that is filled up again one by one.
 *
 * @param tokens in it at the time {@code at}, when the filling of the next one began
 */
record TokenBucket(int size, Duration refill, int tokens, Instant at) {

    static TokenBucket full(int size, Duration refill, Instant now) {
        return new TokenBucket(size, refill, size, now);
    }

    /** The same, now. */
    TokenBucket at(Instant now) {
        long more = Math.max(0, Duration.between(at, now).dividedBy(refill));
        if (tokens >= size || tokens + more >= size) {
            return full(size, refill, now);
        }
        return new TokenBucket(size, refill, tokens + (int) more, at.plus(refill.multipliedBy(more)));
    }

    /** With one token less, of those there are. */
    TokenBucket taken() {
        return new TokenBucket(size, refill, tokens - 1, at);
    }

    /** When there is a token again, if there is none. */
    Instant next() {
        return at.plus(refill);
    }
}
