package org.modemfleet.link;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The serial ports of this machine. */
@FunctionalInterface
public interface PortCatalog {

    /**
     * The ports there are now, by path. Reads files and opens no port.
     *
     * @param links addresses of links; the ports that they name are listed, too, if the system does not count them among its
     *     serial ports, as pseudo-terminals
     */
    List<Port> ports(Collection<LinkAddress> links);

    /**
     * A port.
     *
     * @param path of the device
     * @param links symbolic links that lead to it: those of udev by id and by path, and those that modules name
     * @param description what the device calls itself; null if it does not
     * @param usb null where the system tells of no USB device
     * @param module the id of our module that holds it; null if none does
     * @param process the foreign process that holds it; null if none is seen
     */
    record Port(String path, List<String> links, @Nullable String description, @Nullable Usb usb, @Nullable String module,
            @Nullable Holder process) {}

    /**
     * As the descriptors of the USB device and its interface say (USB 2.0, 9.6); null where they do not.
     *
     * @param vendorId idVendor, four hexadecimal digits
     * @param productId idProduct, likewise
     * @param interfaceNumber bInterfaceNumber, by which the several ports of one module differ
     * @param interfaceName iInterface
     */
    record Usb(String vendorId, String productId, @Nullable String serialNumber, @Nullable String manufacturer, @Nullable String product,
            @Nullable Integer interfaceNumber, @Nullable String interfaceName) {}

    /** A process that has a port open. */
    record Holder(long pid, String name) {

        @Override
        public String toString() {
            return name + " (pid " + pid + ")";
        }
    }
}
