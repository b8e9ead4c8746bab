package org.modemfleet.simulator.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of the links to the pseudo-terminals, whose own paths change with each start. One process uses it at a time, so a link
 * that is there at the start is of a dead one.
 */
final class PtyDirectory implements AutoCloseable {

    private static final String LOCK = ".lock";
    private static final Pattern OURS = Pattern.compile("[0-9]+-[A-Za-z0-9.-]+(\\.new)?");

    private final Path directory;
    private final FileChannel lock;

    private PtyDirectory(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Makes the directory if it is not there, and clears it of the links of a dead process. */
    static PtyDirectory open(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel lock = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(lock)) {
                lock.close();
                throw unusable(directory, "another simulator uses it", null);
            }
            PtyDirectory opened = new PtyDirectory(directory, lock);
            for (Path stale : opened.links()) {
                Files.deleteIfExists(stale);
            }
            return opened;
        } catch (IOException e) {
            throw unusable(directory, reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case FileAlreadyExistsException there -> there.getFile() + " is no directory";
            case AccessDeniedException denied -> denied.getFile() + " is not writable";
            case FileSystemException failed when failed.getReason() != null -> failed.getFile() + ": " + failed.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    private static boolean locked(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException inThisProcess) {
            return false;
        }
    }

    /** Links to pseudo-terminals, named as ours are; anything else in the directory is not ours to touch. */
    private List<Path> links() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> OURS.matcher(file.getFileName().toString()).matches()).filter(PtyDirectory::isTerminal).toList();
        }
    }

    private static boolean isTerminal(Path file) {
        try {
            return Files.isSymbolicLink(file) && Files.readSymbolicLink(file).startsWith("/dev/pts");
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Makes the link, or sets it to another terminal, in one step: whoever looks finds the old or the new one. */
    Path link(String name, Path terminal) throws IOException {
        Path link = directory.resolve(name);
        if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && !isTerminal(link)) {
            throw new IOException(link + " is there already and no link to a pseudo-terminal");
        }
        Path prepared = directory.resolve(name + ".new");
        Files.deleteIfExists(prepared);
        Files.createSymbolicLink(prepared, terminal);
        try {
            Files.move(prepared, link, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.deleteIfExists(prepared);
            throw e;
        }
        return link;
    }

    /** Takes the link away if it still is to that terminal. */
    void unlink(String name, Path terminal) throws IOException {
        Path link = directory.resolve(name);
        if (isTerminal(link) && Files.readSymbolicLink(link).equals(terminal)) {
            Files.delete(link);
        }
    }

    static StandaloneException unusable(Path directory, String why, @Nullable Throwable cause) {
        return new StandaloneException("the links to the pseudo-terminals cannot be made in " + directory + " (" + why
                + "); see modemfleet.simulator.pty-dir", cause);
    }

    Path path() {
        return directory;
    }

    /** The directory itself stays: it may have been there before. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(directory.resolve(LOCK));
        lock.close();
    }
}
