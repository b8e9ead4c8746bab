package org.modemfleet.link.serial;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modemfleet.link.PortCatalog.Usb;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which ports may be asked whether a certain module is there: nothing is ever written to another one.
 *
 * @param patterns {@code <vendor>:<product>} in hexadecimal digits, either of them {@code *}; or a path whose last part may hold wildcards
 */
record Candidates(List<String> patterns, SystemPorts system) {

    private static final Logger log = LoggerFactory.getLogger(Candidates.class);

    /** Their devices as they are now. */
    Set<Path> devices() {
        Set<Path> devices = new LinkedHashSet<>();
        for (String pattern : patterns) {
            if (pattern.startsWith("/")) {
                matching(Path.of(pattern)).forEach(path -> SystemPorts.real(path).filter(Candidates::isDevice).ifPresent(devices::add));
            } else {
                system.list().stream().filter(port -> isOf(pattern, port.usb())).map(SystemPorts.SystemPort::device).forEach(devices::add);
            }
        }
        return devices;
    }

    private static boolean isDevice(Path path) {
        return !Files.isRegularFile(path) && !Files.isDirectory(path);
    }

    private static boolean isOf(String pattern, @Nullable Usb usb) {
        String[] ids = pattern.toLowerCase(Locale.ROOT).split(":");
        return usb != null && (ids[0].equals("*") || ids[0].equals(usb.vendorId())) && (ids[1].equals("*") || ids[1].equals(usb.productId()));
    }

    private static Set<Path> matching(Path pattern) {
        Set<Path> paths = new LinkedHashSet<>();
        Path directory = Optional.ofNullable(pattern.getParent()).orElse(pattern);
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, pattern.getFileName().toString())) {
            found.forEach(paths::add);
        } catch (IOException | DirectoryIteratorException none) {
            log.debug("{} cannot be listed", directory, none);
        }
        return paths;
    }
}
