package org.modemfleet.simulator.device;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What AT+MSSLCFG has set of one {@code <ssl_id>}.
 *
 * @param ca file with the certificates that a server's is to be signed by; empty: none
 * @param certificate file with our own certificate, and those that signed it; empty: none
 * @param key file with its private key; empty: none
 * @param auth 0 nobody is checked, 1 the server is, 2 both sides are
 * @param ignoreVerify the server may be anybody nevertheless
 */
record TlsContext(String ca, String certificate, String key, int auth, boolean ignoreVerify) {

    static final TlsContext FROM_THE_FACTORY = new TlsContext("", "", "", 0, false);

    TlsContext files(String newCa, String newCertificate, String newKey) {
        return new TlsContext(newCa, newCertificate, newKey, auth, ignoreVerify);
    }

    TlsContext auth(int mode) {
        return new TlsContext(ca, certificate, key, mode, ignoreVerify);
    }

    TlsContext ignoreVerify(boolean ignores) {
        return new TlsContext(ca, certificate, key, auth, ignores);
    }

    /** What a connection needs of the files as they are now. */
    Material material(TlsFiles files) {
        boolean checks = auth >= 1 && !ignoreVerify;
        return new Material(checks, auth == 2, checks ? text(files, ca) : null,
                auth == 2 ? text(files, certificate) : null, auth == 2 ? text(files, key) : null);
    }

    private static @Nullable String text(TlsFiles files, String name) {
        byte[] file = files.find(name);
        return file == null ? null : new String(file, StandardCharsets.ISO_8859_1);
    }

    /**
     * The contents; equal for all modules with the same files, which so share what is made of them.
     *
     * @param checksServer whether the server's certificate has to be signed by the CA
     * @param showsItself whether we present a certificate
     */
    record Material(boolean checksServer, boolean showsItself, @Nullable String ca, @Nullable String certificate, @Nullable String key) {

        static byte[] bytes(@Nullable String file) {
            return Objects.requireNonNull(file).getBytes(StandardCharsets.ISO_8859_1);
        }

        /** Whether a file that is needed was never written. */
        boolean lacksFiles() {
            return checksServer && ca == null || showsItself && (certificate == null || key == null);
        }

        /** Without the key. */
        @Override
        public String toString() {
            return "Material[checksServer=" + checksServer + ", showsItself=" + showsItself + "]";
        }
    }
}
