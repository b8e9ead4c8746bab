package org.modemfleet.simulator.pty;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The functions of the C library that pseudo-terminals need: those of POSIX.1, and inotify(7) and eventfd(2) of Linux. The numbers are
 * those of Linux on x86-64 and aarch64. None of the calls blocks but {@link #poll} with a time-out other than 0.
 */
final class Posix {

    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_NOCTTY = 0x100;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;

    static final short POLLIN = 0x1;
    static final short POLLOUT = 0x4;
    static final short POLLERR = 0x8;
    static final short POLLHUP = 0x10;

    static final int IN_CLOSE_WRITE = 0x8;
    static final int IN_CLOSE_NOWRITE = 0x10;
    static final int IN_OPEN = 0x20;
    static final int IN_Q_OVERFLOW = 0x4000;

    static final int TIOCEXCL = 0x540C;
    static final int TIOCNXCL = 0x540D;
    static final int TIOCGEXCL = 0x8004_5440;

    /** struct inotify_event: int wd, uint32 mask, cookie, len, and a name that a watched file does not have. */
    static final int INOTIFY_EVENT_BYTES = 16;

    private static final int EINTR = 4;
    private static final int EIO = 5;
    private static final int EAGAIN = 11;
    private static final int TCSANOW = 0;
    private static final int PATH_BYTES = 256;

    /** More than any struct termios. */
    private static final int TERMIOS_BYTES = 256;
    private static final int ALIGNMENT = 8;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;

    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPENPT = function("posix_openpt", INT, INT);
    private static final MethodHandle GRANTPT = function("grantpt", INT, INT);
    private static final MethodHandle UNLOCKPT = function("unlockpt", INT, INT);
    private static final MethodHandle PTSNAME = function("ptsname_r", INT, INT, POINTER, LONG);
    private static final MethodHandle OPEN = variadic("open", 2, INT, POINTER, INT);
    private static final MethodHandle CLOSE = function("close", INT, INT);
    private static final MethodHandle READ = function("read", LONG, INT, POINTER, LONG);
    private static final MethodHandle WRITE = function("write", LONG, INT, POINTER, LONG);
    private static final MethodHandle IOCTL = variadic("ioctl", 2, INT, INT, LONG, POINTER);
    private static final MethodHandle TCGETATTR = function("tcgetattr", INT, INT, POINTER);
    private static final MethodHandle TCSETATTR = function("tcsetattr", INT, INT, INT, POINTER);
    private static final MethodHandle POLL = function("poll", INT, POINTER, LONG, INT);
    private static final MethodHandle INOTIFY_INIT = function("inotify_init1", INT, INT);
    private static final MethodHandle INOTIFY_ADD = function("inotify_add_watch", INT, INT, POINTER, INT);
    private static final MethodHandle INOTIFY_RM = function("inotify_rm_watch", INT, INT, INT);
    private static final MethodHandle EVENTFD = function("eventfd", INT, INT, INT);
    private static final MethodHandle CFMAKERAW = linker().downcallHandle(symbol("cfmakeraw"), FunctionDescriptor.ofVoid(POINTER));
    private static final MethodHandle STRERROR = linker().downcallHandle(symbol("strerror"), FunctionDescriptor.of(POINTER, INT));

    private Posix() {}

    /** A call of the C library, with memory that lives as long, and where the C library leaves errno. */
    private interface Call {
        long in(Arena arena, MemorySegment state) throws Throwable;
    }

    private static int call(Call call) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return (int) call.in(arena, arena.allocate(CALL_STATE));
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** @return the master of a new pseudo-terminal */
    static int openMaster() throws IOException {
        int master = call((_, state) ->
                check("posix_openpt", (int) OPENPT.invokeExact(state, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC), state));
        try {
            call((_, state) -> check("grantpt", (int) GRANTPT.invokeExact(state, master), state));
            call((_, state) -> check("unlockpt", (int) UNLOCKPT.invokeExact(state, master), state));
            return master;
        } catch (IOException e) {
            close(master);
            throw e;
        }
    }

    /** @return the path of the slave, such as {@code /dev/pts/3} */
    static String slaveOf(int master) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(PATH_BYTES);
            call((_, state) -> check("ptsname_r", -(int) PTSNAME.invokeExact(state, master, name, (long) PATH_BYTES), state));
            return name.getString(0);
        }
    }

    static int open(String path, int flags) throws IOException {
        return call((arena, state) -> check("open " + path,
                (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags | O_CLOEXEC), state));
    }

    static void close(int fd) throws IOException {
        call((_, state) -> check("close", (int) CLOSE.invokeExact(state, fd), state));
    }

    /** @return how many bytes; 0 if there are none now, or the other side has hung up */
    static int read(int fd, MemorySegment buffer) throws IOException {
        return call((_, state) -> transferred("read", (long) READ.invokeExact(state, fd, buffer, buffer.byteSize()), state));
    }

    /** @return how many of the bytes from that one on; 0 if there is no room now, or the other side has hung up */
    static int write(int fd, byte[] bytes, int from) throws IOException {
        return call((arena, state) -> {
            MemorySegment buffer = arena.allocate(bytes.length - from);
            MemorySegment.copy(bytes, from, buffer, ValueLayout.JAVA_BYTE, 0, bytes.length - from);
            return transferred("write", (long) WRITE.invokeExact(state, fd, buffer, buffer.byteSize()), state);
        });
    }

    /** An ioctl with an int, which is given and answered. */
    static int ioctl(int fd, int request, int argument) throws IOException {
        return call((arena, state) -> {
            MemorySegment value = arena.allocateFrom(INT, argument);
            check("ioctl", (int) IOCTL.invokeExact(state, fd, Integer.toUnsignedLong(request), value), state);
            return value.get(INT, 0);
        });
    }

    /** The terminal's settings as they are (struct termios), opaque. */
    static byte[] attributes(int terminal) throws IOException {
        byte[] termios = new byte[TERMIOS_BYTES];
        call((arena, state) -> {
            MemorySegment copy = arena.allocate(TERMIOS_BYTES, ALIGNMENT);
            check("tcgetattr", (int) TCGETATTR.invokeExact(state, terminal, copy), state);
            copy.asByteBuffer().get(termios);
            return 0;
        });
        return termios;
    }

    /** The settings, changed so that every byte passes as it is. */
    static byte[] raw(byte[] attributes) throws IOException {
        byte[] termios = attributes.clone();
        call((arena, _) -> {
            MemorySegment copy = arena.allocate(TERMIOS_BYTES, ALIGNMENT).copyFrom(MemorySegment.ofArray(attributes));
            CFMAKERAW.invokeExact(copy);
            copy.asByteBuffer().get(termios);
            return 0;
        });
        return termios;
    }

    static void setAttributes(int terminal, byte[] attributes) throws IOException {
        call((arena, state) -> {
            MemorySegment copy = arena.allocate(TERMIOS_BYTES, ALIGNMENT).copyFrom(MemorySegment.ofArray(attributes));
            return check("tcsetattr", (int) TCSETATTR.invokeExact(state, terminal, TCSANOW, copy), state);
        });
    }

    /** @return what of {@link #POLLIN}, {@link #POLLHUP} and so on is there now at one descriptor */
    static short poll(int fd, short events) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            PollSet one = new PollSet(arena, 1);
            one.set(0, fd, events);
            poll(one, 0);
            return one.ready(0);
        }
    }

    /** @param timeoutMs -1: for ever */
    static void poll(PollSet set, int timeoutMs) throws IOException {
        call((_, state) -> {
            int ready = (int) POLL.invokeExact(state, set.pollfds(), (long) set.size(), timeoutMs);
            return ready < 0 && errno(state) == EINTR ? 0 : check("poll", ready, state);
        });
    }

    static int inotify() throws IOException {
        return call((_, state) -> check("inotify_init1", (int) INOTIFY_INIT.invokeExact(state, O_NONBLOCK | O_CLOEXEC), state));
    }

    /** @return the watch */
    static int addWatch(int inotify, String path, int events) throws IOException {
        return call((arena, state) -> check("inotify_add_watch",
                (int) INOTIFY_ADD.invokeExact(state, inotify, arena.allocateFrom(path), events), state));
    }

    static void removeWatch(int inotify, int watch) throws IOException {
        call((_, state) -> check("inotify_rm_watch", (int) INOTIFY_RM.invokeExact(state, inotify, watch), state));
    }

    /** @return a counter that wakes a poll: writing 8 bytes that are not all zero makes it readable */
    static int eventfd() throws IOException {
        return call((_, state) -> check("eventfd", (int) EVENTFD.invokeExact(state, 0, O_NONBLOCK | O_CLOEXEC), state));
    }

    private static long transferred(String call, long result, MemorySegment state) throws Throwable {
        int errno = errno(state);
        return result < 0 && (errno == EAGAIN || errno == EIO || errno == EINTR) ? 0 : check(call, result, state);
    }

    private static long check(String call, long result, MemorySegment state) throws Throwable {
        if (result < 0) {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno(state));
            throw new IOException(call + ": " + text.reinterpret(PATH_BYTES).getString(0));
        }
        return result;
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    private static IOException failure(Throwable thrown) {
        return switch (thrown) {
            case IOException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> new IOException(thrown);
        };
    }

    private static MethodHandle function(String name, MemoryLayout answer, MemoryLayout... arguments) {
        return linker().downcallHandle(symbol(name), FunctionDescriptor.of(answer, arguments), Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle variadic(String name, int fixed, MemoryLayout answer, MemoryLayout... arguments) {
        return linker().downcallHandle(symbol(name), FunctionDescriptor.of(answer, arguments), Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }

    private static MemorySegment symbol(String name) {
        return linker().defaultLookup().findOrThrow(name);
    }

    private static Linker linker() {
        return Linker.nativeLinker();
    }
}
