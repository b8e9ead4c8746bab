package org.modemfleet.link.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.modemfleet.link.Link;
import org.modemfleet.link.LinkException;

/**
 * An open serial port. Native calls would pin the carrier of a virtual thread, so a platform thread of its own opens,
 * reads and closes the port, and another one writes while that one reads.
 */
final class SerialLink implements Link {

    private static final int CHUNK = 4096;
    /** A read returns with the first bytes, or empty after this time, to see whether the port is to be closed. */
    private static final int READ_TIMEOUT_MS = 100;
    /** jSerialComm's answer for a port that is gone, though it still calls it open. */
    private static final int GONE = -1;

    private final SerialPort port;
    private final ExecutorService writer;
    private volatile boolean closing;
    private volatile @Nullable IOException failure;

    private SerialLink(SerialPort port, String name) {
        this.port = port;
        this.writer = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name + "-write").factory());
    }

    /** @throws LinkException if the port does not open */
    static SerialLink open(String shown, Path device, int baud, boolean rtscts, Listener listener) throws LinkException {
        SerialPort port;
        try {
            port = SerialPort.getCommPort(device.toString());
        } catch (SerialPortInvalidPortException e) {
            throw new LinkException.Unreachable(shown, "there is no such port", e);
        }
        port.setComPortParameters(baud, 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
        port.setFlowControl(rtscts
                ? SerialPort.FLOW_CONTROL_RTS_ENABLED | SerialPort.FLOW_CONTROL_CTS_ENABLED
                : SerialPort.FLOW_CONTROL_DISABLED);
        port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, READ_TIMEOUT_MS, 0);
        String name = "serial-" + device.getFileName();
        SerialLink link = new SerialLink(port, name);
        CompletableFuture<@Nullable Void> opened = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name(name + "-read").start(() -> link.run(shown, opened, listener));
        try {
            opened.join();
        } catch (CompletionException e) {
            link.writer.shutdown();
            throw (LinkException) e.getCause();
        }
        return link;
    }

    private void run(String shown, CompletableFuture<@Nullable Void> opened, Listener listener) {
        if (!port.openPort()) {
            opened.completeExceptionally(new LinkException.Unreachable(shown,
                    "the port does not open: " + inWords(port.getLastErrorCode()), null));
            return;
        }
        opened.complete(null);
        try {
            read(listener);
        } finally {
            boolean ours = closing;
            closing = true;
            writer.shutdown();
            port.closePort();
            listener.closed(ours ? failure : new IOException("the port is gone"));
        }
    }

    /** @param errno of open(2) or tcgetattr(3), as Linux numbers it */
    static String inWords(int errno) {
        String error = "error " + errno;
        return switch (errno) {
            case 2 -> "no such port (" + error + ")";
            case 13 -> "no permission (" + error + ")";
            case 16 -> "busy (" + error + ")";
            case 25 -> "not a serial port (" + error + ")";
            default -> error;
        };
    }

    private void read(Listener listener) {
        byte[] buffer = new byte[CHUNK];
        while (!closing) {
            int n = port.readBytes(buffer, buffer.length);
            if (n > 0) {
                listener.received(Arrays.copyOf(buffer, n));
            } else if (n == GONE) {
                return;
            }
        }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        if (closing) {
            throw new IOException("the link is closed");
        }
        CompletableFuture<@Nullable Void> written = new CompletableFuture<>();
        try {
            writer.execute(() -> write(bytes, written));
        } catch (RejectedExecutionException e) {
            throw new IOException("the link is closed", e);
        }
        try {
            written.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }

    private void write(byte[] bytes, CompletableFuture<@Nullable Void> written) {
        for (int at = 0; at < bytes.length;) {
            int n = closing ? GONE : port.writeBytes(bytes, bytes.length - at, at);
            if (n <= 0) {
                // Nothing written means gone as well: jSerialComm says no more than that.
                IOException gone = new IOException("the port takes no bytes");
                failure = closing ? failure : gone;
                closing = true;
                written.completeExceptionally(gone);
                return;
            }
            at += n;
        }
        written.complete(null);
    }

    @Override
    public void close() {
        closing = true;
    }
}
