package org.modemfleet.testsupport;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** A certificate authority for one test, and what it signs; elliptic curve P-256, because it is quick, unless said otherwise. */
public final class TestCertificates {

    private static final AtomicLong SERIAL = new AtomicLong(1);
    private static final Duration VALID = Duration.ofDays(2);

    private final X500Name name;
    private final KeyPair keys = keys("EC");
    private final String pem;

    /** @param name such as {@code fleet} */
    public TestCertificates(String name) {
        this.name = new X500Name("CN=" + name);
        this.pem = pem(sign(this.name, keys, true, Instant.now()));
    }

    /** A certificate and its private key, in PEM. */
    public record Issued(String certificate, PrivateKey key) {

        /** As PKCS#8. */
        public String pkcs8() {
            try {
                return pem(new JcaPKCS8Generator(key, null));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** As PKCS#1 if it is an RSA key, else as SEC 1 with the curve, as openssl writes it. */
        public String traditional() {
            if (!(key instanceof ECPrivateKey elliptic)) {
                return pem(key);
            }
            try {
                return pem(new PemObject("EC PRIVATE KEY", new org.bouncycastle.asn1.sec.ECPrivateKey(
                        256, elliptic.getS(), PrivateKeyInfo.getInstance(key.getEncoded()).getPrivateKeyAlgorithm().getParameters()).getEncoded()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The authority's own certificate. */
    public String ca() {
        return pem;
    }

    /** @param subject becomes the common name */
    public Issued issue(String subject) {
        return issue(subject, keys("EC"), Instant.now());
    }

    public Issued issueRsa(String subject) {
        return issue(subject, keys("RSA"), Instant.now());
    }

    /** One that ended yesterday. */
    public Issued issueExpired(String subject) {
        return issue(subject, keys("EC"), Instant.now().minus(VALID.plusDays(1)));
    }

    private Issued issue(String subject, KeyPair subjectKeys, Instant now) {
        return new Issued(pem(sign(new X500Name("CN=" + subject), subjectKeys, false, now)), subjectKeys.getPrivate());
    }

    private X509CertificateHolder sign(X500Name subject, KeyPair subjectKeys, boolean authority, Instant now) {
        try {
            return new X509v3CertificateBuilder(name, BigInteger.valueOf(SERIAL.getAndIncrement()),
                    Date.from(now.minus(VALID)), Date.from(now.plus(VALID)), subject,
                    SubjectPublicKeyInfo.getInstance(subjectKeys.getPublic().getEncoded()))
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes a PEM text to a file that a broker can be pointed to. */
    public static Path write(Path directory, String name, String pem) {
        try {
            return Files.writeString(directory.resolve(name), pem);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair keys(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("EC") ? 256 : 2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().replace("\r\n", "\n");
    }
}
