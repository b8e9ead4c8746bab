package org.modemfleet.onemo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.onemo.profile.ModelProfiles;
import org.modemfleet.testsupport.TestCertificates;
import org.modemfleet.testsupport.TestCertificates.Issued;

/** What is checked of an SSL context before any byte of it is sent. */
class SslContextTest {

    private static final SslId ZERO = new SslId(0);
    private static final TestCertificates FLEET = new TestCertificates("fleet");
    private static final String CA = FLEET.ca();
    private static final Issued OWN = FLEET.issue("module");

    private static SslContext context(@Nullable String ca, @Nullable String cert, @Nullable String key, int auth, int ignoreVerify) {
        return new SslContext(ca, cert, key, auth, ignoreVerify);
    }

    private static SslContext passes(SslContext given) {
        Check check = new Check();
        Optional<SslContext> read = given.checked(ZERO, ModelProfiles.standard().find("ML307R").orElseThrow(), check);
        assertThat(check.invalid()).isEmpty();
        assertThat(check.unsupported()).isEmpty();
        return read.orElseThrow();
    }

    private static List<String> wrongFields(SslContext given) {
        return wrong(given, "ML307R").stream().map(Check.Invalid::field).toList();
    }

    private static List<Check.Invalid> wrong(SslContext given, String model) {
        Check check = new Check();
        assertThat(given.checked(ZERO, ModelProfiles.standard().find(model).orElseThrow(), check)).isEmpty();
        return check.invalid();
    }

    private static List<String> sent(SslContext context, String model) {
        return context.steps(ZERO, ModelProfiles.standard().find(model).orElseThrow()).stream()
                .map(step -> step.command().shown()).toList();
    }

    @Test
    void theOrderIsThatOfAWorkingProduct() {
        assertThat(sent(passes(context(CA, OWN.certificate(), OWN.pkcs8(), 2, 0)), "ML307R")).containsExactly(
                "AT+MSSLCERTWR=\"mf0_ca.pem\",0," + CA.length(), "AT+MSSLCERTWR=\"mf0_cert.pem\",0," + OWN.certificate().length(),
                "AT+MSSLKEYWR=\"mf0_key.pem\",0," + OWN.pkcs8().length(),
                "AT+MSSLCFG=\"cert\",0,\"mf0_ca.pem\",\"mf0_cert.pem\",\"mf0_key.pem\"", "AT+MSSLCFG=\"auth\",0,2",
                "AT+MSSLCFG=\"ignoreverify\",0,0");
        assertThat(sent(passes(context(null, null, null, 1, 1)), "ML307R")).containsExactly(
                "AT+MSSLCFG=\"cert\",0,\"\",\"\",\"\"", "AT+MSSLCFG=\"auth\",0,1", "AT+MSSLCFG=\"ignoreverify\",0,1");
        assertThat(SslContext.clearing(ZERO)).extracting(step -> step.command().shown()).containsExactly(
                "AT+MSSLCFG=\"auth\",0,0", "AT+MSSLCFG=\"ignoreverify\",0,0", "AT+MSSLCFG=\"cert\",0,\"\",\"\",\"\"");
    }

    @Test
    void whatIsMissingIsToldInWords() {
        assertThat(wrong(context(null, null, null, 2, 0), "ML307R")).extracting(Check.Invalid::field, Check.Invalid::allowed).containsExactly(
                tuple("ca", "CA certificates in PEM, which auth 2 needs unless ignoreVerify is 1"),
                tuple("cert", "a certificate in PEM, which auth 2 needs"), tuple("key", "a private key in PEM, which auth 2 needs"));
        assertThat(wrong(context(null, OWN.certificate(), null, 0, 0), "ML307R")).extracting(Check.Invalid::allowed)
                .containsExactly("a private key in PEM, which the certificate needs");
    }

    @Test
    void keysInEveryCustomaryFormAreTaken() {
        Issued rsa = FLEET.issueRsa("rsa");
        assertThat(rsa.traditional()).startsWith("-----BEGIN RSA PRIVATE KEY");
        assertThat(OWN.traditional()).startsWith("-----BEGIN EC PRIVATE KEY");
        for (SslContext given : List.of(context(CA, OWN.certificate(), OWN.pkcs8(), 2, 0),
                context(CA, OWN.certificate(), OWN.traditional(), 2, 0), context(CA, rsa.certificate(), rsa.pkcs8(), 2, 0),
                context(CA, rsa.certificate(), rsa.traditional(), 2, 0))) {
            assertThat(passes(given)).isEqualTo(given);
        }
    }

    /** Tools put text around PEM, other line ends, and the curve before a key; chains have several certificates. */
    @Test
    void onlyWhatTheModuleNeedsIsLeft() {
        String explained = "Bag Attributes\n  friendlyName: x\nsubject=CN = fleet\n" + CA.replace("\n", "\r\n") + "\r\n\r\n";
        String withCurve = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + OWN.traditional();
        String chain = OWN.certificate() + "\nissuer: fleet\n" + CA;
        assertThat(passes(context(explained, chain, withCurve, 2, 0)))
                .isEqualTo(context(CA, OWN.certificate() + CA, OWN.traditional(), 2, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "***", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\n####\n-----END CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\nTUlJ\n"})
    void whatIsNoPemIsRefused(String text) {
        assertThat(wrongFields(context(text, null, null, 0, 0))).containsExactly("ca");
        assertThat(wrongFields(context(CA, text, OWN.pkcs8(), 1, 0))).containsExactly("cert");
        assertThat(wrongFields(context(CA, OWN.certificate(), text, 1, 0))).containsExactly("key");
    }

    @Test
    void whatWasMixedUpIsRefusedAndNotShown() {
        String secret = OWN.pkcs8();
        assertThat(wrongFields(context(secret, secret, CA, 1, 0))).containsExactly("ca", "cert", "key");
        assertThat(wrongFields(context(CA + secret, OWN.certificate(), secret + secret, 1, 0))).containsExactly("ca", "key");
        assertThat(wrong(context(secret, secret, secret + secret, 1, 0), "ML307R").toString()).doesNotContain(secret.substring(40, 60));
        assertThat(context(CA, OWN.certificate(), secret, 2, 0).toString()).doesNotContain("BEGIN");
    }

    @Test
    void aKeyWithPassphraseIsRefused() {
        String pkcs8 = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nTUlJ\n-----END ENCRYPTED PRIVATE KEY-----\n";
        String traditional = OWN.traditional().replaceFirst("-----\n", "-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n");
        assertThat(wrongFields(context(CA, OWN.certificate(), pkcs8, 2, 0))).containsExactly("key");
        assertThat(wrongFields(context(CA, OWN.certificate(), traditional, 2, 0))).containsExactly("key");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        assertThat(wrongFields(context(CA, OWN.certificate(), FLEET.issue("other").pkcs8(), 2, 0))).containsExactly("key");
        assertThat(wrongFields(context(CA, OWN.certificate(), FLEET.issueRsa("other").pkcs8(), 0, 0))).containsExactly("key");
        assertThat(wrongFields(context(CA, CA + OWN.certificate(), OWN.pkcs8(), 2, 0))).as("its own certificate has to come first")
                .containsExactly("key");
    }

    @ParameterizedTest
    @CsvSource({"0,0,''", "1,0,ca", "1,1,''", "2,0,ca cert key", "2,1,cert key", "3,0,auth", "-1,0,auth", "0,2,ignoreVerify",
            "0,-1,ignoreVerify"})
    void whatAnAuthNeeds(int auth, int ignoreVerify, String missing) {
        SslContext nothing = context(null, null, null, auth, ignoreVerify);
        if (missing.isEmpty()) {
            passes(nothing);
        } else {
            assertThat(wrongFields(nothing)).containsExactly(missing.split(" "));
        }
    }

    @Test
    void certificateAndKeyGoTogether() {
        assertThat(wrongFields(context(CA, OWN.certificate(), null, 1, 0))).containsExactly("key");
        assertThat(wrongFields(context(CA, null, OWN.pkcs8(), 1, 0))).containsExactly("cert");
    }

    @Test
    void filesThatAreTooLongAreRefused() {
        // A certificate with its line ends is about 500 bytes; typed in a line each of them counts three bytes more.
        int fits = 8192 / CA.length();
        passes(context(CA.repeat(fits), null, null, 1, 0));
        assertThat(wrong(context(CA.repeat(fits + 1), null, null, 1, 0), "ML307R")).singleElement()
                .satisfies(error -> assertThat(error.value()).isEqualTo((fits + 1) * CA.length() + " bytes"))
                .satisfies(error -> assertThat(error.allowed()).isEqualTo("at most 8192 bytes"));
        assertThat(wrong(context(CA.repeat(fits), null, null, 1, 0), "MN316")).singleElement()
                .satisfies(error -> assertThat(error.field()).isEqualTo("ca"));
    }
}
