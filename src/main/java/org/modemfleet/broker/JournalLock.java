package org.modemfleet.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One broker a directory. Artemis has a lock of its own, but waits for it and then prints a page; ours is asked first. The system drops it
 * with the process, however that ends.
 */
record JournalLock(FileChannel channel) implements AutoCloseable {

    /** @throws BrokerException.JournalUnavailable if another broker holds the directory, or nobody can write there */
    static JournalLock take(Path directory) {
        FileChannel channel = null;
        try {
            Files.createDirectories(directory);
            channel = FileChannel.open(directory.resolve("in-use"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) != null) {
                return new JournalLock(channel);
            }
            channel.close();
        } catch (IOException e) {
            closeQuietly(channel, e);
            throw new BrokerException.JournalUnavailable(directory, "cannot be written: " + e, e);
        }
        throw new BrokerException.JournalUnavailable(directory, "in use by another broker", null);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel, IOException cause) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
