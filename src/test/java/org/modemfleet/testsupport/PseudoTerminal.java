package org.modemfleet.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A pseudo-terminal in raw mode (POSIX {@code posix_openpt}); the test has its master end. It keeps the slave open
 * itself, because the master reads an error once the last slave has closed.
 */
public final class PseudoTerminal implements AutoCloseable {

    private static final int O_RDWR = 2;
    private static final int O_NOCTTY = 0x100;
    private static final int TCSANOW = 0;
    private static final int TERMIOS_BYTES = 256;
    private static final int CHUNK = 4096;
    private static final short POLLIN = 1;
    private static final int POLL_MS = 50;

    private static final MethodHandle OPENPT = function("posix_openpt", 1);
    private static final MethodHandle GRANTPT = function("grantpt", 1);
    private static final MethodHandle UNLOCKPT = function("unlockpt", 1);
    private static final MethodHandle CLOSE = function("close", 1);
    private static final MethodHandle PTSNAME = withBuffer("ptsname_r");
    private static final MethodHandle READ = withBuffer("read");
    private static final MethodHandle WRITE = withBuffer("write");
    private static final MethodHandle OPEN = handle("open", FunctionDescriptor.of(ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle TCGETATTR = handle("tcgetattr", FunctionDescriptor.of(ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    private static final MethodHandle CFMAKERAW = handle("cfmakeraw", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    private static final MethodHandle TCSETATTR = handle("tcsetattr", FunctionDescriptor.of(ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    private static final MethodHandle POLL = handle("poll", FunctionDescriptor.of(ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));

    private final int master;
    private final int slave;
    private final Path path;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread reader;
    private volatile boolean closed;

    public PseudoTerminal() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            master = check("posix_openpt", (int) OPENPT.invokeExact(O_RDWR | O_NOCTTY));
            check("grantpt", (int) GRANTPT.invokeExact(master));
            check("unlockpt", (int) UNLOCKPT.invokeExact(master));
            MemorySegment name = arena.allocate(CHUNK);
            check("ptsname_r", (int) (long) PTSNAME.invokeExact(master, name, (long) CHUNK));
            path = Path.of(name.getString(0, StandardCharsets.US_ASCII));
            slave = check("open", (int) OPEN.invokeExact(name, O_RDWR | O_NOCTTY));
            MemorySegment termios = arena.allocate(TERMIOS_BYTES, 8);
            check("tcgetattr", (int) TCGETATTR.invokeExact(slave, termios));
            CFMAKERAW.invokeExact(termios);
            check("tcsetattr", (int) TCSETATTR.invokeExact(slave, TCSANOW, termios));
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("no pseudo-terminal", e);
        }
        reader = Thread.ofPlatform().daemon().name("pty-master").start(this::read);
    }

    /** Where a program opens the slave end. */
    public Path path() {
        return path;
    }

    /** Writes at the master end. */
    public void write(byte[] bytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            for (int at = 0; at < bytes.length;) {
                byte[] rest = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + CHUNK));
                MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_BYTE, rest);
                at += check("write", (int) (long) WRITE.invokeExact(master, buffer, (long) rest.length));
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    /** What the slave's user has written so far. */
    public byte[] received() {
        lock.lock();
        try {
            return received.toByteArray();
        } finally {
            lock.unlock();
        }
    }

    /** Hangs up: whoever has the slave open is told that it is gone. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            reader.join();
            check("close", (int) CLOSE.invokeExact(slave));
            check("close", (int) CLOSE.invokeExact(master));
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    private void read() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment poll = arena.allocate(8, 4);
            poll.set(ValueLayout.JAVA_INT, 0, master);
            poll.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
            MemorySegment buffer = arena.allocate(CHUNK);
            while (!closed) {
                if ((int) POLL.invokeExact(poll, 1L, POLL_MS) > 0) {
                    keep(buffer, (int) (long) READ.invokeExact(master, buffer, (long) CHUNK));
                }
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private void keep(MemorySegment buffer, int length) {
        lock.lock();
        try {
            for (int i = 0; i < length; i++) {
                received.write(buffer.get(ValueLayout.JAVA_BYTE, i));
            }
        } finally {
            lock.unlock();
        }
    }

    private static int check(String call, int result) throws IOException {
        if (result < 0) {
            throw new IOException(call + " failed");
        }
        return result;
    }

    private static MethodHandle function(String name, int ints) {
        ValueLayout[] arguments = new ValueLayout[ints];
        Arrays.fill(arguments, ValueLayout.JAVA_INT);
        return handle(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    private static MethodHandle withBuffer(String name) {
        return handle(name, FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG));
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }
}
