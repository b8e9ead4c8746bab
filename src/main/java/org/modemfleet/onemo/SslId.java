package org.modemfleet.onemo;

/**
 * {@code <ssl_id>}: which of a module's SSL contexts.
 *
 * @param value 0–5; what a model has of them is in its profile
 */
public record SslId(int value) {

    public SslId {
        if (value < 0 || value > 5) {
            throw new IllegalArgumentException("ssl_id " + value + " is not within 0-5");
        }
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
