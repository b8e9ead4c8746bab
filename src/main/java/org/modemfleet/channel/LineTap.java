package org.modemfleet.channel;

import java.time.Instant;

/** Hears every byte of a line, both ways, with secrets as {@code ***}. Called in the order of the line; must not block. */
public interface LineTap {

    /** Nobody listens. */
    LineTap NONE = new LineTap() {
        @Override
        public void sent(Instant at, byte[] bytes) {}

        @Override
        public void received(Instant at, byte[] bytes) {}
    };

    /** Bytes have been written to the link. */
    void sent(Instant at, byte[] bytes);

    /** Bytes have come from the link. */
    void received(Instant at, byte[] bytes);
}
