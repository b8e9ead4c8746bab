package org.modemfleet.security;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the admin token is kept that nobody has set: made at the first start, readable by its owner alone. */
final class AdminTokenFile {

    private static final Logger LOG = LoggerFactory.getLogger(AdminTokenFile.class);
    private static final String NAME = "admin-token";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;

    AdminTokenFile(Path dataDir) {
        this.file = dataDir.toAbsolutePath().normalize().resolve(NAME);
    }

    /**
     * The token in the file; makes both if there is none.
     *
     * @throws SecuritySetupException if the file can neither be read nor made, or is empty
     */
    String readOrMake() {
        try {
            if (Files.notExists(file)) {
                make();
                LOG.info("The admin token was made; it is in {}", file);
            }
            String token = Files.readString(file, StandardCharsets.US_ASCII).strip();
            if (token.isEmpty()) {
                throw new SecuritySetupException("the admin token file " + file
                        + " is empty; delete it to have a token made, or set modemfleet.admin-token", null);
            }
            return token;
        } catch (IOException e) {
            throw new SecuritySetupException("the admin token file " + file + " cannot be used (" + e
                    + "); see modemfleet.data-dir and modemfleet.admin-token", e);
        }
    }

    /** The file is there whole, or not at all. */
    private void make() throws IOException {
        Files.createDirectories(file.getParent());
        Path draft = Files.createTempFile(file.getParent(), NAME, ".tmp", ownerOnly());
        try {
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.US_ASCII.encode(Secrets.make() + "\n");
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private FileAttribute<?>[] ownerOnly() throws IOException {
        boolean posix = Files.getFileStore(file.getParent()).supportsFileAttributeView("posix");
        return posix ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)} : new FileAttribute<?>[0];
    }
}
