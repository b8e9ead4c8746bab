package org.modemfleet.link;

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
     * Opens a link; may block for as long as the transport's connect time-out (at most 10 s).
     *
     * @param moduleId on whose behalf
     * @param listener receives every byte from the very first
     */
    Link open(String moduleId, LinkAddress address, Link.Listener listener) throws LinkException;
}
