package org.modemfleet.link;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An open byte pipe to a module. Bytes arrive at the {@link Listener} that was given when it was opened. */
public interface Link extends AutoCloseable {

    /**
     * Writes all the bytes. May block while the far end does not take them, never on an event loop.
     *
     * @throws IOException if the pipe is closed or breaks; some of the bytes may have gone out
     */
    void write(byte[] bytes) throws IOException;

    /** Closes the pipe; idempotent. {@link Listener#closed} is called once, after the last byte received. */
    @Override
    void close();

    /** Called in order, by one thread at a time, never by the thread that calls {@link #write}. */
    interface Listener {

        /** Bytes as they came, in any chunks. The array is the listener's to keep. Blocking here slows the far end. */
        void received(byte[] bytes);

        /** The pipe is gone; nothing follows. {@code cause} is null if we closed it or the far end hung up in order. */
        void closed(@Nullable IOException cause);
    }
}
