package org.modemfleet.onemo;

/** A line that the dialect cannot place: kept, never a failure. */
public record UnknownUrc() implements Urc {
    @Override
    public String name() {
        return "unknown";
    }
}
