package org.modemfleet.onemo;

/**
 * {@code <connect_id>}: which of a module's MQTT clients.
 *
 * @param value 0–5; what a model has of them is in its profile
 */
public record ConnectId(int value) {

    public ConnectId {
        if (value < 0 || value > 5) {
            throw new IllegalArgumentException("connect_id " + value + " is not within 0-5");
        }
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
