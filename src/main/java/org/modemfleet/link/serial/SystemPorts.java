package org.modemfleet.link.serial;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.modemfleet.link.PortCatalog.Usb;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The serial ports as Linux shows them: {@code /sys/class/tty} names them, the directories above a port's device hold the
 * descriptors of its USB interface and device, {@code /dev/serial} has udev's links.
 *
 * @param root {@code /}
 */
record SystemPorts(Path root) {

    private static final Logger log = LoggerFactory.getLogger(SystemPorts.class);
    private static final int FILE_TYPE = 0170000;
    private static final int CHARACTER_DEVICE = 0020000;
    /** A UART that is not there (PORT_UNKNOWN in serial_core.h). */
    private static final String NO_UART = "0";

    /**
     * @param device its path
     * @param description what it calls itself; null if it does not
     */
    record SystemPort(Path device, @Nullable String description, @Nullable Usb usb) {}

    /** None where there is no /sys. */
    List<SystemPort> list() {
        List<SystemPort> ports = new ArrayList<>();
        for (Path tty : entries(root.resolve("sys/class/tty"))) {
            Path device = root.resolve("dev").resolve(tty.getFileName().toString());
            // What has no device of its own is a console or a pseudo-terminal.
            if (Files.exists(tty.resolve("device")) && Files.exists(device) && !NO_UART.equals(text(tty.resolve("type")))) {
                Usb usb = usb(tty.resolve("device"));
                ports.add(new SystemPort(device, description(usb), usb));
            }
        }
        return ports;
    }

    /** Symbolic links to the device: by id, by path. */
    List<Path> links(Path device) {
        return Stream.of("by-id", "by-path").flatMap(kind -> entries(root.resolve("dev/serial").resolve(kind)).stream())
                .filter(link -> real(link).filter(device::equals).isPresent()).toList();
    }

    /** Where a path leads now. */
    static Optional<Path> real(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException | InvalidPathException absent) {
            return Optional.empty();
        }
    }

    /** Whether this is a device that bytes are read from one by one, as from a serial port (st_mode of stat(2)). */
    static boolean isCharacterDevice(Path path) {
        try {
            return ((int) Files.getAttribute(path, "unix:mode") & FILE_TYPE) == CHARACTER_DEVICE;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            log.trace("what {} is cannot be told", path, unknown);
            return false;
        }
    }

    private static @Nullable String description(@Nullable Usb usb) {
        if (usb == null) {
            return null;
        }
        String told = Stream.of(usb.manufacturer(), usb.product()).flatMap(Stream::ofNullable).collect(Collectors.joining(" "));
        return told.isEmpty() ? null : told;
    }

    /** The interface and the device that a port belongs to are the first ones above it. */
    private static @Nullable Usb usb(Path port) {
        String number = null;
        String name = null;
        for (Path above = real(port).orElse(null); above != null; above = above.getParent()) {
            if (number == null) {
                number = text(above.resolve("bInterfaceNumber"));
                name = text(above.resolve("interface"));
            }
            String vendor = text(above.resolve("idVendor"));
            String product = text(above.resolve("idProduct"));
            if (vendor != null && product != null) {
                return new Usb(vendor, product, text(above.resolve("serial")), text(above.resolve("manufacturer")), text(above.resolve("product")),
                        number == null || !number.matches("[0-9a-fA-F]{2}") ? null : Integer.valueOf(number, 16), name);
            }
        }
        return null;
    }

    private static @Nullable String text(Path file) {
        try {
            String text = Files.isRegularFile(file) ? Files.readString(file).strip() : "";
            return text.isEmpty() ? null : text;
        } catch (IOException unreadable) {
            return null;
        }
    }

    private static List<Path> entries(Path directory) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            all.forEach(entries::add);
        } catch (IOException | DirectoryIteratorException none) {
            log.trace("{} cannot be listed", directory, none);
        }
        entries.sort(null);
        return entries;
    }
}
