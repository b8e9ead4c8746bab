package org.modemfleet.simulator;

import static org.modemfleet.testsupport.TestCertificates.write;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.testsupport.Mosquitto;
import org.modemfleet.testsupport.TestCertificates;
import org.modemfleet.testsupport.TestCertificates.Issued;

/** The manual's chapter 4.2.1: MQTTS, against mosquitto. */
class EncryptedAccessTest {

    private static final String REFUSED = "+MQTTURC: \"conn\",0,3";

    @TempDir
    private Path directory;

    private final TestCertificates authority = new TestCertificates("fleet");
    private final Bench bench = Bench.withRunningClock();
    private final Terminal te = bench.terminal("ML307R");

    @AfterEach
    void close() {
        te.close();
        bench.close();
    }

    private Mosquitto.Options broker(Issued certificate) {
        return Mosquitto.options()
                .line("certfile " + write(directory, "server.pem", certificate.certificate()))
                .line("keyfile " + write(directory, "server.key", certificate.pkcs8()));
    }

    private Mosquitto.Options mutual() {
        return broker(authority.issue("broker"))
                .line("cafile " + write(directory, "ca.pem", authority.ca())).line("require_certificate true");
    }

    private Terminal writesCertificate(String name, String pem) {
        return writes("CERT", name, pem);
    }

    private Terminal writes(String kind, String name, String pem) {
        return te.sends("AT+MSSL" + kind + "WR=\"" + name + "\",0," + pem.length() + "\r\n").expects("\r\n>").sends(pem).expects(Terminal.OK);
    }

    private Terminal connects(Mosquitto broker) {
        return te.does("AT+MQTTCONN=0,\"127.0.0.1\"," + broker.port() + ",\"716335459\"");
    }

    /** The context as it is from the factory: encrypted, nobody checked. */
    @Test
    void withoutCertificates() {
        try (Mosquitto broker = broker(new TestCertificates("somebody else").issue("unknown")).start()) {
            te.does("AT+MQTTCFG=\"ssl\",0,1");
            connects(broker).urc("+MQTTURC: \"conn\",0,0")
                    .rows("AT+MQTTSUB=0,\"world\",1,\"hello\",2", "+MQTTSUB: 0,1").urc("+MQTTURC: \"suback\",0,1,1,2")
                    .rows("AT+MQTTPUB=0,\"else\",2,0,0,4,\"3242\"", "+MQTTPUB: 0,2,14")
                    .urc("+MQTTURC: \"pubrec\",0,2,0").urc("+MQTTURC: \"pubcomp\",0,2,0")
                    .does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2").silent();
        }
    }

    @Test
    void theServerIsChecked() {
        writesCertificate("ca.pem", authority.ca());
        te.does("AT+MSSLCFG=\"cert\",1,\"ca.pem\"").does("AT+MSSLCFG=\"auth\",1,1").does("AT+MQTTCFG=\"ssl\",0,1,1");
        try (Mosquitto broker = broker(authority.issueRsa("broker")).start()) {
            connects(broker).urc("+MQTTURC: \"conn\",0,0").does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2");
        }
        try (Mosquitto stranger = broker(new TestCertificates("somebody else").issue("broker")).start()) {
            connects(stranger).urc(REFUSED).rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
            te.does("AT+MSSLCFG=\"ignoreverify\",1,1");
            connects(stranger).urc("+MQTTURC: \"conn\",0,0").does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2");
            te.does("AT+MSSLCFG=\"ignoreverify\",1,0");
            connects(stranger).urc(REFUSED);
        }
    }

    @Test
    void anExpiredServerIsRefused() {
        writesCertificate("ca.pem", authority.ca());
        te.does("AT+MSSLCFG=\"cert\",0,\"ca.pem\"").does("AT+MSSLCFG=\"auth\",0,1").does("AT+MQTTCFG=\"ssl\",0,1,0");
        try (Mosquitto broker = broker(authority.issueExpired("broker")).start()) {
            connects(broker).urc(REFUSED).silent();
        }
    }

    @Test
    void aFileThatWasNeverWrittenIsRefused() {
        te.does("AT+MSSLCFG=\"cert\",0,\"none.pem\"").does("AT+MSSLCFG=\"auth\",0,1").does("AT+MQTTCFG=\"ssl\",0,1,0");
        try (Mosquitto broker = broker(authority.issue("broker")).start()) {
            connects(broker).urc(REFUSED).silent();
        }
    }

    @Test
    void bothSidesAreChecked() {
        Issued pkcs8 = authority.issue("one");
        Issued pkcs1 = authority.issueRsa("two");
        Issued sec1 = authority.issue("three");
        writesCertificate("ca.pem", authority.ca());
        te.does("AT+MSSLCFG=\"auth\",0,2").does("AT+MQTTCFG=\"ssl\",0,1,0");
        try (Mosquitto broker = mutual().start()) {
            connectsWith(broker, pkcs8.certificate(), pkcs8.pkcs8());
            connectsWith(broker, pkcs1.certificate(), pkcs1.traditional());
            connectsWith(broker, sec1.certificate(), sec1.traditional());
        }
    }

    private void connectsWith(Mosquitto broker, String certificate, String key) {
        writesCertificate("own.pem", certificate);
        writes("KEY", "own.key", key);
        te.does("AT+MSSLCFG=\"cert\",0,\"ca.pem\",\"own.pem\",\"own.key\"");
        connects(broker).urc("+MQTTURC: \"conn\",0,0").does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2");
    }

    /** With TLS 1.3 the server refuses only after our side has taken the handshake for done. */
    @Test
    void aServerThatWantsACertificateRefusesWhoeverHasNoneOrAnUnknownOne() {
        Issued unknown = new TestCertificates("somebody else").issue("intruder");
        writesCertificate("ca.pem", authority.ca());
        te.does("AT+MSSLCFG=\"cert\",0,\"ca.pem\"").does("AT+MSSLCFG=\"auth\",0,1").does("AT+MQTTCFG=\"ssl\",0,1,0");
        try (Mosquitto broker = mutual().start()) {
            connects(broker).urc(REFUSED).rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
            writesCertificate("own.pem", unknown.certificate());
            writes("KEY", "own.key", unknown.pkcs8());
            te.does("AT+MSSLCFG=\"cert\",0,\"ca.pem\",\"own.pem\",\"own.key\"").does("AT+MSSLCFG=\"auth\",0,2");
            connects(broker).urc(REFUSED).silent();
        }
    }

    /** A key that does not belong to the certificate. */
    @Test
    void certificateAndKeyThatDoNotFitAreRefused() {
        writesCertificate("ca.pem", authority.ca());
        writesCertificate("own.pem", authority.issue("one").certificate());
        writes("KEY", "own.key", authority.issueRsa("two").pkcs8());
        te.does("AT+MSSLCFG=\"cert\",0,\"ca.pem\",\"own.pem\",\"own.key\"").does("AT+MSSLCFG=\"auth\",0,2").does("AT+MQTTCFG=\"ssl\",0,1,0");
        try (Mosquitto broker = mutual().start()) {
            connects(broker).urc(REFUSED).silent();
        }
    }

    @Test
    void aServerWithoutTlsEndsTheAttempt() {
        te.does("AT+MQTTCFG=\"ssl\",0,1");
        try (Mosquitto broker = Mosquitto.start()) {
            connects(broker);
            // mosquitto closes at the first byte that is not MQTT, without a word of TLS
            te.urc("+MQTTURC: \"conn\",0,1").does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2");
        }
    }
}
