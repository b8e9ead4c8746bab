package org.modemfleet.link.serial;

import java.nio.file.Path;
import org.modemfleet.link.Link;
import org.modemfleet.link.LinkException;

/** Opens a device at a baud rate. */
@FunctionalInterface
interface PortOpener {

    /** @throws LinkException if it does not open; the listener then hears nothing */
    Link open(Path device, int baud, Link.Listener listener) throws LinkException;
}
