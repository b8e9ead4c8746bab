package org.modemfleet.link.serial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.modemfleet.link.PortCatalog.Holder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the processes that have devices open, through {@code /proc/<pid>/fd}: the lock that jSerialComm takes stops
 * only its own users. Processes of other users stay unseen without privileges, and so does everything where there is
 * no /proc. Who plays the modem behind a pseudo-terminal, such as socat, often keeps the near end open too and does not
 * count.
 */
final class PortHolders {

    private static final Logger log = LoggerFactory.getLogger(PortHolders.class);
    private static final Path PROC = Path.of("/proc");
    private static final Path PSEUDO_TERMINALS = Path.of("/dev/pts");
    /** /dev/ptmx or /dev/pts/ptmx. */
    private static final Path FAR_END = Path.of("ptmx");

    private PortHolders() {}

    /** Another process that has the device open. */
    static Optional<Holder> find(Path device) {
        return Optional.ofNullable(find(Set.of(device)).get(device));
    }

    /** For each of the devices that another process has open, one such process. */
    static Map<Path, Holder> find(Set<Path> devices) {
        String own = Long.toString(ProcessHandle.current().pid());
        Map<Path, Holder> holders = new HashMap<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                String pid = process.getFileName().toString();
                if (!pid.equals(own)) {
                    opened(process, devices).stream().filter(device -> !isFarEnd(process, device))
                            .forEach(device -> holders.putIfAbsent(device, new Holder(Long.parseLong(pid), name(process))));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            log.debug("who holds {} cannot be told", devices, e);
        }
        return holders;
    }

    private static Set<Path> opened(Path process, Set<Path> devices) {
        Set<Path> opened = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                Path target = Files.readSymbolicLink(descriptor);
                if (devices.contains(target)) {
                    opened.add(target);
                }
            }
        } catch (IOException | DirectoryIteratorException | UncheckedIOException notOurs) {
            log.trace("{} cannot be read", process, notOurs);
        }
        return opened;
    }

    /** Whether the process has the other side of this pseudo-terminal; the kernel numbers both alike. */
    private static boolean isFarEnd(Path process, Path device) {
        if (!PSEUDO_TERMINALS.equals(device.getParent())) {
            return false;
        }
        Pattern index = Pattern.compile("(?m)^tty-index:\\s*" + Pattern.quote(device.getFileName().toString()) + "$");
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.readSymbolicLink(descriptor).endsWith(FAR_END) && index.matcher(Files.readString(
                        process.resolve("fdinfo").resolve(descriptor.getFileName()))).find()) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException | UncheckedIOException ended) {
            log.trace("{} cannot be read", process, ended);
        }
        return false;
    }

    private static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException ended) {
            return "a process";
        }
    }
}
