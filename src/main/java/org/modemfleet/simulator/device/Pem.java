package org.modemfleet.simulator.device;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Certificates (RFC 7468 section 5) and unencrypted private keys (PKCS#8, PKCS#1 and SEC 1) as devices hold them. */
final class Pem {

    private Pem() {}

    static boolean isCertificates(byte[] pem) {
        try {
            return !certificates(pem).isEmpty();
        } catch (IOException wrong) {
            return false;
        }
    }

    static boolean isPrivateKey(byte[] pem) {
        try {
            privateKey(pem);
            return true;
        } catch (IOException wrong) {
            return false;
        }
    }

    static List<X509Certificate> certificates(byte[] pem) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Object object : objects(pem)) {
            if (!(object instanceof X509CertificateHolder holder)) {
                throw new IOException("not a certificate: " + object.getClass().getSimpleName());
            }
            try {
                certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
            } catch (CertificateException e) {
                throw new IOException(e);
            }
        }
        return certificates;
    }

    static PrivateKey privateKey(byte[] pem) throws IOException {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        for (Object object : objects(pem)) {
            switch (object) {
                case PrivateKeyInfo pkcs8 -> {
                    return converter.getPrivateKey(pkcs8);
                }
                case PEMKeyPair pair -> {
                    // SEC 1 may leave the public half out.
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
                // EC PARAMETERS stand before an EC PRIVATE KEY.
                default -> { }
            }
        }
        throw new IOException("no private key");
    }

    private static List<Object> objects(byte[] pem) throws IOException {
        List<Object> objects = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new InputStreamReader(new ByteArrayInputStream(pem), StandardCharsets.US_ASCII))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                objects.add(object);
            }
        } catch (RuntimeException malformed) {
            throw new IOException(malformed);
        }
        return objects;
    }
}
