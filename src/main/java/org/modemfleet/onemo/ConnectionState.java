package org.modemfleet.onemo;

/** @param state 1 connecting or reconnecting, 2 connected, 3 disconnected; all others are reserved (manual 3.7) */
public record ConnectionState(int state) {

    /** {@code connecting}, {@code connected}, {@code disconnected}, or {@code unknown} for a reserved state. */
    public String text() {
        return switch (state) {
            case 1 -> "connecting";
            case 2 -> "connected";
            case 3 -> "disconnected";
            default -> "unknown";
        };
    }
}
