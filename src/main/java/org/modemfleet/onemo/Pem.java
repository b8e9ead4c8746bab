package org.modemfleet.onemo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * Certificates and private keys in PEM (RFC 7468). What is read is written anew: only what a module needs reaches it,
 * without the explanations that tools put around, in lines of 64 characters.
 */
final class Pem {

    /** Line feeds, whatever this machine's line end is. */
    private static final String LINE_END = "\n";

    /** PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 A.1.2), SEC 1 (RFC 5915). */
    private static final Set<String> PRIVATE_KEYS = Set.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY");

    /** The curve is in an EC PRIVATE KEY once more; openssl writes it before as well. */
    private static final String CURVE = "EC PARAMETERS";

    /** Knows curves that Java has given up. */
    private static final Provider PROVIDER = new BouncyCastleProvider();

    private static final byte[] ANYTHING = {'m', 'f'};

    private Pem() {}

    /**
     * One certificate or several.
     *
     * @throws IOException if there is none, or something else
     */
    static String certificates(String text) throws IOException {
        List<PemObject> certificates = new ArrayList<>();
        for (PemObject block : blocks(text)) {
            if (!block.getType().equals("CERTIFICATE") && !block.getType().equals("X509 CERTIFICATE")) {
                throw new IOException("no certificate: " + block.getType());
            }
            certificates.add(new PemObject("CERTIFICATE", new X509CertificateHolder(block.getContent()).getEncoded()));
        }
        if (certificates.isEmpty()) {
            throw new IOException("no certificate");
        }
        return text(certificates);
    }

    /**
     * One private key that no passphrase protects.
     *
     * @throws IOException if there is none, several, or something else
     */
    static String privateKey(String text) throws IOException {
        List<PemObject> keys = blocks(text).stream().filter(block -> !block.getType().equals(CURVE)).toList();
        if (keys.size() != 1 || !PRIVATE_KEYS.contains(keys.getFirst().getType()) || !keys.getFirst().getHeaders().isEmpty()) {
            throw new IOException("not one private key without passphrase");
        }
        String key = text(keys);
        keyOf(key);
        return key;
    }

    /**
     * Whether what the key signs is proven by the first of the certificates.
     *
     * @param certificates as {@link #certificates} gave it
     * @param privateKey as {@link #privateKey} gave it
     */
    static boolean belongTogether(String certificates, String privateKey) {
        try {
            PrivateKey own = keyOf(privateKey);
            PublicKey certified = converter().getPublicKey(
                    new X509CertificateHolder(blocks(certificates).getFirst().getContent()).getSubjectPublicKeyInfo());
            Signature signature = Signature.getInstance(algorithm(own), PROVIDER);
            signature.initSign(own);
            signature.update(ANYTHING);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(ANYTHING);
            return signature.verify(signed);
        } catch (IOException | GeneralSecurityException ofAnotherKind) {
            return false;
        }
    }

    private static String algorithm(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC", "ECDSA" -> "SHA256withECDSA";
            case String itself -> itself;
        };
    }

    private static PrivateKey keyOf(String pem) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            return converter().getPrivateKey(switch (parser.readObject()) {
                case PrivateKeyInfo pkcs8 -> pkcs8;
                // SEC 1 may leave the public half out: only the private one is converted.
                case PEMKeyPair pair -> pair.getPrivateKeyInfo();
                case null, default -> throw new IOException("no private key");
            });
        } catch (RuntimeException malformed) {
            throw new IOException(malformed);
        }
    }

    /** What {@link #certificates} gave, in Java's own classes. */
    static List<Certificate> read(String certificates) throws IOException, GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<Certificate> read = new ArrayList<>();
        for (PemObject block : blocks(certificates)) {
            read.add(factory.generateCertificate(new ByteArrayInputStream(block.getContent())));
        }
        return read;
    }

    /** What {@link #privateKey} gave, in Java's own classes: its TLS takes no others. */
    static PrivateKey javaKey(String privateKey) throws IOException, GeneralSecurityException {
        PrivateKey key = keyOf(privateKey);
        String algorithm = key.getAlgorithm().equals("ECDSA") ? "EC" : key.getAlgorithm();
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
    }

    static KeyStore keyStore() throws GeneralSecurityException, IOException {
        KeyStore empty = KeyStore.getInstance(KeyStore.getDefaultType());
        empty.load(null, null);
        return empty;
    }

    private static JcaPEMKeyConverter converter() {
        return new JcaPEMKeyConverter().setProvider(PROVIDER);
    }

    private static List<PemObject> blocks(String text) throws IOException {
        List<PemObject> blocks = new ArrayList<>();
        try (PemReader reader = new PemReader(new StringReader(text))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                blocks.add(block);
            }
        } catch (RuntimeException malformed) {
            throw new IOException(malformed);
        }
        return blocks;
    }

    private static String text(List<PemObject> blocks) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            for (PemObject block : blocks) {
                writer.writeObject(block);
            }
        }
        return text.toString().replace(System.lineSeparator(), LINE_END);
    }
}
