package org.modemfleet.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.modemfleet.testsupport.TestCertificates.write;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.simulator.Terminal;
import org.modemfleet.testsupport.Mosquitto;
import org.modemfleet.testsupport.TestCertificates;
import org.modemfleet.testsupport.TestCertificates.Issued;

/** Faults step in behind TLS as without it; mosquitto, which knows nothing of them, is at the other end. */
class EncryptedFaultsTest {

    @TempDir
    private Path directory;

    private final FaultBench bench = new FaultBench();
    private final Terminal te = bench.te();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void faultsOfAnEncryptedConnection() {
        Issued server = new TestCertificates("fleet").issue("broker");
        try (Mosquitto broker = Mosquitto.options().line("certfile " + write(directory, "server.pem", server.certificate()))
                .line("keyfile " + write(directory, "server.key", server.pkcs8())).start()) {
            te.does("AT+MQTTCFG=\"ssl\",0,1").does("AT+MQTTCFG=\"reconn\",0,0,20,0");
            String connect = "AT+MQTTCONN=0,\"127.0.0.1\"," + broker.port() + ",\"716335459\"";
            bench.inject(FaultDraft.of(FaultType.CONNACK_REFUSED).code(5).once());
            te.does(connect).urc("+MQTTURC: \"conn\",0,3");
            te.does(connect).urc("+MQTTURC: \"conn\",0,0");
            bench.inject(FaultDraft.of(FaultType.LOST_ACK).ack("PUBACK").once());
            te.rows("AT+MQTTPUB=0,\"t\",1,0,0,1,\"1\"", "+MQTTPUB: 0,1,8");
            await().untilAsserted(() -> assertThat(bench.active()).isEmpty());
            bench.advance(20);
            te.urc("+MQTTURC: \"timeout\",0,1");
            bench.inject(FaultType.TCP_RESET);
            te.urc("+MQTTURC: \"conn\",0,6").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
        }
    }
}
