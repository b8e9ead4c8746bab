package org.modemfleet.simulator.device;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.simulator.v250.CmeError;

/** The certificates and keys that AT+MSSLCERTWR and AT+MSSLKEYWR have written; most models keep them without power. */
public final class TlsFiles {

    private final int mostBytes;
    private final boolean kept;
    private Map<String, byte[]> files = Map.of();
    private @Nullable Partial partial;

    /** What has been written so far of a file, and how many bytes are still to come. */
    private record Partial(String name, byte[] bytes, int remain) {}

    public TlsFiles(ModelProfile profile) {
        this.mostBytes = profile.tlsFileBytes();
        this.kept = profile.keepsTlsFiles();
    }

    /** The file whole; null if there is none of that name. */
    byte @Nullable [] find(String name) {
        return files.get(name);
    }

    /** Whether a piece still fits into its file, with all that is said to follow it. */
    boolean fits(String name, int length, int remain) {
        return (long) begun(name, length, remain).length + length + remain <= mostBytes;
    }

    /**
     * Writes the next piece of a file; one that does not go on where the last ended begins the file anew.
     *
     * @param announced {@code <len>}, which for unchecked data is not its length
     * @param remain bytes that follow in further commands; 0 ends the file
     * @param check what the whole file has to be
     * @return null if it was written
     */
    @Nullable CmeError write(String name, byte[] piece, int announced, int remain, Check check) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(begun(name, announced, remain));
        whole.writeBytes(piece);
        if (whole.size() > mostBytes) {
            partial = null;
            return CmeError.INVALID_PARAMETER;
        }
        if (remain > 0) {
            partial = new Partial(name, whole.toByteArray(), remain);
            return null;
        }
        partial = null;
        if (!check.accepts(whole.toByteArray())) {
            return CmeError.INVALID_CERTIFICATE;
        }
        Map<String, byte[]> all = new HashMap<>(files);
        all.put(name, whole.toByteArray());
        files = Map.copyOf(all);
        return null;
    }

    /** What stands of the file already, if this piece goes on with it. */
    private byte[] begun(String name, int length, int remain) {
        boolean goesOn = partial != null && partial.name().equals(name) && partial.remain() == length + remain;
        return goesOn ? partial.bytes() : new byte[0];
    }

    /** Power is gone. */
    public void powerCut() {
        partial = null;
        if (!kept) {
            files = Map.of();
        }
    }

    /** What a file has to hold. */
    @FunctionalInterface
    interface Check {
        boolean accepts(byte[] pem);
    }
}
