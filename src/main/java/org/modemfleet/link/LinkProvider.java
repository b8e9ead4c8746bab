package org.modemfleet.link;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens links of one scheme. */
public interface LinkProvider {

    /** Such as {@code tcp}. */
    String scheme();

    /**
     * Checks an address without opening it.
     *
     * @throws LinkException.BadAddress if no link can ever be opened there
     */
    void check(LinkAddress address) throws LinkException;

    /**
     * What an address names that only one link can hold at a time, in one spelling; empty where every link gets its own.
     *
     * @param address one that {@link #check} lets pass
     */
    default Optional<String> port(LinkAddress address) {
        return Optional.empty();
    }

    /**
     * Opens a link; may block for as long as the transport's connect time-out (at most 10 s).
     *
     * @param moduleId on whose behalf
     * @param listener receives every byte from the very first
     */
    Link open(String moduleId, LinkAddress address, Link.Listener listener) throws LinkException;

    /** Whether its modules go on when this process ends, so that one may be in the middle of something when it begins. */
    default boolean outlivesProcess() {
        return true;
    }

    /**
     * The IMEI of the module that an address names, wherever that is; empty where it names a place.
     *
     * @param address one that {@link #check} lets pass
     */
    default Optional<String> imei(LinkAddress address) {
        return Optional.empty();
    }

    /** Where the module's link is open now; empty if it is not, or if its address says all. */
    default Optional<Place> place(String moduleId) {
        return Optional.empty();
    }

    /** The module may take what is sent to it for a message until then. Whoever looks for modules leaves it alone for so long. */
    default void mayTakeData(String moduleId, Instant until) {}

    /**
     * The end of an open link.
     *
     * @param path of the device
     * @param baud in bit/s; null where it has none
     */
    record Place(String path, @Nullable Integer baud) {}

    /** The module was deleted: whatever is kept on its behalf may go. Its links are closed. */
    default void forget(String moduleId) {}
}
