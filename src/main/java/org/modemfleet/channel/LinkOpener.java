package org.modemfleet.channel;

import org.modemfleet.link.Link;
import org.modemfleet.link.LinkException;

/** Opens the link of a channel, such as {@code listener -> links.open(moduleId, address, listener)}. */
@FunctionalInterface
public interface LinkOpener {
    Link open(Link.Listener listener) throws LinkException;
}
