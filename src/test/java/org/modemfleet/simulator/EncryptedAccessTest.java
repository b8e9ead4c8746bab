package org.modemfleet.simulator;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.testsupport.Helpers;
import org.modemfleet.testsupport.Mosquitto;

/** The manual's chapter 4.2.1: MQTTS with the SSL context as it is from the factory. */
class EncryptedAccessTest {

    @Test
    void encryptedAccess(@TempDir Path directory) throws IOException, InterruptedException {
        Path key = directory.resolve("key.pem");
        Path certificate = directory.resolve("certificate.pem");
        new ProcessBuilder(Helpers.require("openssl").toString(), "req", "-x509", "-newkey", "rsa:2048", "-nodes",
                "-days", "2",
                "-subj", "/CN=somebody-else", "-keyout", key.toString(), "-out", certificate.toString())
                .redirectErrorStream(true).redirectOutput(directory.resolve("openssl.log").toFile()).start().waitFor();
        try (Mosquitto broker = Mosquitto.options().line("certfile " + certificate).line("keyfile " + key).start();
                Bench bench = Bench.withRunningClock();
                Terminal te = bench.terminal("ML307R")) {
            te.does("AT+MQTTCFG=\"ssl\",0,1")
                    .does("AT+MQTTCONN=0,\"127.0.0.1\"," + broker.port() + ",\"716335459\"")
                    .urc("+MQTTURC: \"conn\",0,0")
                    .rows("AT+MQTTSUB=0,\"world\",1,\"hello\",2", "+MQTTSUB: 0,1").urc("+MQTTURC: \"suback\",0,1,1,2")
                    .rows("AT+MQTTPUB=0,\"else\",2,0,0,4,\"3242\"", "+MQTTPUB: 0,2,14")
                    .urc("+MQTTURC: \"pubrec\",0,2,0").urc("+MQTTURC: \"pubcomp\",0,2,0")
                    .does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2").silent();
        }
    }
}
