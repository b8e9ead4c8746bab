package org.modemfleet;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;

/** Files in memory for H2, named {@code recorded:…}: each keeps every write in order, so that a kill before any of them can be played. */
public final class RecordedFiles extends FilePath {

    private static final String SCHEME = "recorded";
    private static final String ROOT = SCHEME + ":/";
    private static final Map<String, Content> FILES = new ConcurrentHashMap<>();

    /** What H2 did to a file in one call; {@code bytes} null: it was cut to {@code position} bytes. */
    record Write(long position, byte[] bytes, long acknowledged) {}

    /** A file's bytes, and how they came about. */
    static final class Content {
        private final List<Write> writes = new ArrayList<>();
        private byte[] bytes = new byte[0];
        private volatile LongSupplier acknowledged = () -> 0;

        synchronized void apply(Write write) {
            if (write.bytes() == null) {
                bytes = Arrays.copyOf(bytes, (int) write.position());
                return;
            }
            int end = (int) write.position() + write.bytes().length;
            bytes = end > bytes.length ? Arrays.copyOf(bytes, end) : bytes;
            System.arraycopy(write.bytes(), 0, bytes, (int) write.position(), write.bytes().length);
        }

        private synchronized void record(long position, byte[] written) {
            Write write = new Write(position, written, acknowledged.getAsLong());
            writes.add(write);
            apply(write);
        }

        synchronized List<Write> writes() {
            return List.copyOf(writes);
        }

        private synchronized int read(ByteBuffer into, long position) {
            if (position >= bytes.length) {
                return -1;
            }
            int length = (int) Math.min(into.remaining(), bytes.length - position);
            into.put(bytes, (int) position, length);
            return length;
        }

        private synchronized long size() {
            return bytes.length;
        }

        synchronized Content copy() {
            Content copy = new Content();
            copy.bytes = bytes.clone();
            return copy;
        }
    }

    static void register() {
        FilePath.register(new RecordedFiles());
    }

    /** @return the new file's name */
    static String put(String name, Content content) {
        FILES.put(ROOT + name, content);
        return ROOT + name;
    }

    static void remove(String name) {
        FILES.remove(ROOT + name);
    }

    /** @param acknowledged how much the writer has promised so far, noted with each write */
    static void count(String name, LongSupplier acknowledged) {
        FILES.get(ROOT + name).acknowledged = acknowledged;
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FilePath getPath(String path) {
        RecordedFiles file = new RecordedFiles();
        file.name = path;
        return file;
    }

    @Override
    public FilePath unwrap() {
        return this;
    }

    @Override
    public FileChannel open(String mode) {
        return new Channel(FILES.computeIfAbsent(name, _ -> new Content()));
    }

    @Override
    public long size() {
        Content content = FILES.get(name);
        return content == null ? 0 : content.size();
    }

    @Override
    public boolean exists() {
        return isDirectory() || FILES.containsKey(name);
    }

    @Override
    public boolean isDirectory() {
        return name.equals(ROOT);
    }

    @Override
    public boolean isRegularFile() {
        return FILES.containsKey(name);
    }

    @Override
    public FilePath getParent() {
        return getPath(ROOT);
    }

    @Override
    public FilePath toRealPath() {
        return this;
    }

    @Override
    public boolean isAbsolute() {
        return true;
    }

    @Override
    public boolean canWrite() {
        return true;
    }

    @Override
    public boolean createFile() {
        return FILES.putIfAbsent(name, new Content()) == null;
    }

    @Override
    public void delete() {
        FILES.remove(name);
    }

    @Override
    public void createDirectory() {
        // there is one, and it is always there
    }

    @Override
    public List<FilePath> newDirectoryStream() {
        return List.of();
    }

    @Override
    public long lastModified() {
        return 0;
    }

    @Override
    public boolean setReadOnly() {
        return false;
    }

    @Override
    public void moveTo(FilePath newName, boolean atomicReplace) {
        FILES.put(newName.toString(), FILES.remove(name));
    }

    @Override
    public InputStream newInputStream() {
        throw new UnsupportedOperationException("H2 reads its file through a channel");
    }

    /** H2's trace file, which nobody reads here. */
    @Override
    public OutputStream newOutputStream(boolean append) {
        return OutputStream.nullOutputStream();
    }

    private static final class Channel extends FileBaseDefault {
        private final Content content;

        Channel(Content content) {
            this.content = content;
        }

        @Override
        public long size() {
            return content.size();
        }

        @Override
        public int read(ByteBuffer into, long position) {
            return content.read(into, position);
        }

        @Override
        public int write(ByteBuffer from, long position) {
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            content.record(position, bytes);
            return bytes.length;
        }

        @Override
        protected void implTruncate(long size) {
            if (size < size()) {
                content.record(size, null);
            }
        }

        @Override
        public void force(boolean metaData) {
            // a killed process loses nothing that it wrote
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            return new FileLock((FileChannel) this, position, size, shared) {
                @Override
                public boolean isValid() {
                    return true;
                }

                @Override
                public void release() {
                    // only one uses it at a time
                }
            };
        }

        @Override
        protected void implCloseChannel() {
            // the content stays
        }
    }
}
