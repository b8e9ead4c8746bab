package org.modemfleet.onemo;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * All of an SSL context: what is in its files, and how it is used (SSL manual 3.1 to 3.3).
 *
 * @param ca those who may have signed the server's certificate, in PEM; null for none
 * @param cert our own certificate, with those that signed it, in PEM; null for none
 * @param key the private key of our certificate, in PEM; null for none
 * @param auth 0 nobody is checked, 1 the server is, 2 both sides are
 * @param ignoreVerify 1: the server may be anybody, whatever {@code auth} says
 */
public record SslContext(@Nullable String ca, @Nullable String cert, @Nullable String key, int auth, int ignoreVerify) {

    /** The {@code auth} of both sides. */
    public static final int MUTUAL = 2;
    private static final String CERTIFICATES = "X.509 certificates in PEM (RFC 7468) and nothing else";
    private static final String PRIVATE_KEY = "one private key in PEM without passphrase: PKCS#8, PKCS#1 or SEC 1";

    /**
     * One command of several.
     *
     * @param field what it is about, by its name in {@link SslContext}; null where that is several of them
     * @param value of the field, as an error may show it
     */
    public record Step(@Nullable String field, @Nullable Object value, CheckedCommand<NoRows> command) {

        private static Step files(SslId sslId, SslSetting.Files names) {
            return new Step(null, null, new SetSslSetting(sslId, names));
        }

        private static Step auth(SslId sslId, int mode) {
            return new Step("auth", mode, new SetSslSetting(sslId, new SslSetting.Auth(mode)));
        }

        private static Step ignoreVerify(SslId sslId, int flag) {
            return new Step("ignoreVerify", flag, new SetSslSetting(sslId, new SslSetting.IgnoreVerify(flag)));
        }
    }

    /**
     * The context as it can be written to a module of this model: files in PEM that is read and written anew.
     *
     * @return empty if something is wrong, which {@code check} then holds; what is in a file is never in it
     */
    public Optional<SslContext> checked(SslId sslId, ModelProfile profile, Check check) {
        Check own = new Check();
        Rules.sslId(sslId, profile, own);
        SslContext read = new SslContext(certificates("ca", ca, own), certificates("cert", cert, own), privateKey(own),
                auth, ignoreVerify);
        if (auth < 0 || auth > MUTUAL) {
            own.invalid("auth", auth, "0 (nobody is checked), 1 (the server is) or 2 (both sides are)");
        }
        if (ignoreVerify < 0 || ignoreVerify > 1) {
            own.invalid("ignoreVerify", ignoreVerify, "0 or 1");
        }
        if (own.passed()) {
            read.checkTogether(own);
            read.files(sslId).forEach(file -> file.check(profile, own));
        }
        own.into(check);
        return own.passed() ? Optional.of(read) : Optional.empty();
    }

    private static @Nullable String certificates(String field, @Nullable String text, Check check) {
        try {
            return text == null ? null : Pem.certificates(text);
        } catch (IOException wrong) {
            check.invalid(field, size(text), CERTIFICATES);
            return null;
        }
    }

    private @Nullable String privateKey(Check check) {
        try {
            return key == null ? null : Pem.privateKey(key);
        } catch (IOException wrong) {
            check.invalid("key", Rules.MASK, PRIVATE_KEY);
            return null;
        }
    }

    private void checkTogether(Check check) {
        if (auth > 0 && ignoreVerify == 0 && ca == null) {
            check.invalid("ca", null, "CA certificates in PEM, which auth " + auth + " needs unless ignoreVerify is 1");
        }
        if (cert == null && (key != null || auth == MUTUAL)) {
            check.invalid("cert", null, "a certificate in PEM, which " + (auth == MUTUAL ? "auth 2" : "the key") + " needs");
        }
        if (key == null && (cert != null || auth == MUTUAL)) {
            check.invalid("key", null, "a private key in PEM, which " + (auth == MUTUAL ? "auth 2" : "the certificate") + " needs");
        }
        if (cert != null && key != null && !Pem.belongTogether(cert, key)) {
            check.invalid("key", Rules.MASK, "the private key of the first certificate in cert");
        }
    }

    private static String size(String text) {
        return Rules.bytes(text) + " bytes";
    }

    /** A file of the context and the field that it comes from. */
    private record ContextFile(String field, SslFile file) {

        String shown() {
            return file.isSecret() ? Rules.MASK : size(file.pem());
        }

        void check(ModelProfile profile, Check check) {
            boolean inline = profile.dataMode() == null;
            int bytes = inline ? WriteSslFileInline.typedBytes(file) : Rules.bytes(file.pem());
            if (bytes > profile.tlsFileBytes()) {
                check.invalid(field, shown(), "at most " + profile.tlsFileBytes()
                        + " bytes" + (inline ? ", each line end counted as the four of \\r\\n" : ""));
            }
        }
    }

    private List<ContextFile> files(SslId sslId) {
        SslSetting.Files names = names(sslId);
        List<ContextFile> files = new ArrayList<>();
        if (ca != null) {
            files.add(new ContextFile("ca", new SslFile(SslFile.Kind.CERTIFICATE, names.ca(), ca)));
        }
        if (cert != null) {
            files.add(new ContextFile("cert", new SslFile(SslFile.Kind.CERTIFICATE, names.certificate(), cert)));
        }
        if (key != null) {
            files.add(new ContextFile("key", new SslFile(SslFile.Kind.PRIVATE_KEY, names.privateKey(), key)));
        }
        return files;
    }

    /** The files' names on the module, such as {@code mf0_ca.pem}; empty for those that there are not. */
    public SslSetting.Files names(SslId sslId) {
        return new SslSetting.Files(ca == null ? "" : "mf" + sslId + "_ca.pem",
                cert == null ? "" : "mf" + sslId + "_cert.pem", key == null ? "" : "mf" + sslId + "_key.pem");
    }

    /** What writes the context to a module, in the order of a working product: files, their names, how they are used. */
    public List<Step> steps(SslId sslId, ModelProfile profile) {
        List<Step> steps = new ArrayList<>();
        for (ContextFile file : files(sslId)) {
            WriteSslFile.of(file.file(), profile)
                    .forEach(command -> steps.add(new Step(file.field(), file.shown(), command)));
        }
        steps.add(Step.files(sslId, names(sslId)));
        steps.add(Step.auth(sslId, auth));
        steps.add(Step.ignoreVerify(sslId, ignoreVerify));
        return steps;
    }

    /** What makes a context as it is from the factory. No command of this dialect deletes the files. */
    public static List<Step> clearing(SslId sslId) {
        return List.of(Step.auth(sslId, 0), Step.ignoreVerify(sslId, 0), Step.files(sslId, SslSetting.Files.NONE));
    }

    /** The certificates of {@code ca}, for somebody else who connects to the same server; empty if there are none. */
    public KeyStore trusted() throws GeneralSecurityException, IOException {
        KeyStore store = Pem.keyStore();
        if (ca != null) {
            for (Certificate certificate : Pem.read(ca)) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
        }
        return store;
    }

    /** The own certificate with those that signed it, and its key under this password; empty if one of them is missing. */
    public KeyStore own(char[] password) throws GeneralSecurityException, IOException {
        KeyStore store = Pem.keyStore();
        if (cert != null && key != null) {
            store.setKeyEntry("own", Pem.javaKey(key), password, Pem.read(cert).toArray(Certificate[]::new));
        }
        return store;
    }

    /** Without what is in the files. */
    @Override
    public String toString() {
        return "SslContext[ca=" + (ca != null) + ", cert=" + (cert != null) + ", key=" + (key != null) + ", auth=" + auth
                + ", ignoreVerify=" + ignoreVerify + "]";
    }
}
