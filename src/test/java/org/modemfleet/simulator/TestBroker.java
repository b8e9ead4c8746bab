package org.modemfleet.simulator;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import org.modemfleet.broker.EmbeddedBroker;
import org.modemfleet.testsupport.FreePorts;
import org.modemfleet.testsupport.HiveMqServer;
import org.modemfleet.testsupport.Mosquitto;
import org.modemfleet.testsupport.RabbitMq;
import org.modemfleet.testsupport.TestCertificates;

/**
 * A broker to run the suite against.
 *
 * @param tlsPort 0: it has none here
 * @param highestQos what it grants at most
 * @param stop ends it
 */
record TestBroker(int port, int tlsPort, int highestQos, TestCertificates authority, AutoCloseable stop) {

    private static final String PASSWORD = "test-key-store";

    enum Kind {
        MOSQUITTO, ARTEMIS, HIVEMQ, RABBITMQ;

        TestBroker start(Path directory) throws Exception {
            TestCertificates authority = new TestCertificates("brokers");
            TestCertificates.Issued issued = authority.issueRsa("broker");
            Path certificate = TestCertificates.write(directory, "broker.pem", issued.certificate());
            Path key = TestCertificates.write(directory, "broker.key", issued.pkcs8());
            return switch (this) {
                case MOSQUITTO -> {
                    int tlsPort = FreePorts.next();
                    Mosquitto broker = Mosquitto.options().line("listener " + tlsPort + " 127.0.0.1")
                            .line("certfile " + certificate).line("keyfile " + key).line("allow_anonymous true").start();
                    yield new TestBroker(broker.port(), tlsPort, 2, authority, broker);
                }
                case ARTEMIS -> {
                    EmbeddedBroker broker = new EmbeddedBroker(directory.resolve("artemis"), 0);
                    broker.start();
                    yield new TestBroker(broker.port(), 0, 2, authority, broker::stop);
                }
                case HIVEMQ -> {
                    HiveMqServer broker = HiveMqServer.start(keyStore(directory, issued), PASSWORD);
                    yield new TestBroker(broker.port(), broker.tlsPort(), 2, authority, broker);
                }
                case RABBITMQ -> {
                    RabbitMq broker = RabbitMq.start(certificate, key);
                    // Its MQTT plug-in has no QoS 2 and grants 1 instead.
                    yield new TestBroker(broker.port(), broker.tlsPort(), 1, authority, broker);
                }
            };
        }

        private static Path keyStore(Path directory, TestCertificates.Issued issued) throws IOException, GeneralSecurityException {
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            Certificate certificate = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(issued.certificate().getBytes(StandardCharsets.US_ASCII)));
            store.setKeyEntry("broker", issued.key(), PASSWORD.toCharArray(), new Certificate[] {certificate});
            Path file = directory.resolve("broker.jks");
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, PASSWORD.toCharArray());
            }
            return file;
        }
    }
}
