package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.modemfleet.testsupport.TestCertificates.write;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.modemfleet.testsupport.FreePorts;
import org.modemfleet.testsupport.Mosquitto;
import org.modemfleet.testsupport.TestCertificates;
import org.modemfleet.testsupport.TestCertificates.Issued;
import tools.jackson.databind.JsonNode;

/**
 * The manual's chapter 4.2.1, MQTTS, through REST against mosquitto with TLS: host 127.0.0.1, identifiers relative to the first, all else
 * byte for byte; {@code AT+MQTTCFG="ssl"} with the ssl_id that the manual leaves to its default.
 */
class EncryptedAccessTest extends WholeService {

    private static final String USER = "\"clientId\":\"716335459\",\"user\":\"425089\",\"password\":\"SnMHaAOMCbQD90eADEGpMBPu8pl=\"";

    @TempDir
    private Path directory;

    private final TestCertificates authority = new TestCertificates("fleet");
    private final Issued own = authority.issue("module");
    private final int plainPort = FreePorts.next();

    /** Who is checked: by auth of the SSL context and by the broker. */
    private enum Access { NOBODY, SERVER, BOTH }

    /** With a second listener without TLS, for somebody else. */
    private Mosquitto broker(Access access, Issued certificate) {
        Mosquitto.Options options = Mosquitto.options()
                .line("certfile " + write(directory, "server.pem", certificate.certificate()))
                .line("keyfile " + write(directory, "server.key", certificate.pkcs8()));
        if (access == Access.BOTH) {
            options.line("cafile " + write(directory, "ca.pem", authority.ca())).line("require_certificate true");
        }
        return options.line("listener " + plainPort + " 127.0.0.1").start();
    }

    private static String json(String text) {
        return "\"" + text.replace("\n", "\\n") + "\"";
    }

    private JsonNode put(String module, int sslId, String context) {
        return user.http().put("/modules/" + module + "/tls/" + sslId, context).expect(200).json();
    }

    private String serverChecked(String ca) {
        return "{\"ca\":" + json(ca) + ",\"auth\":1,\"ignoreVerify\":0}";
    }

    private String bothChecked(Issued identity, String key) {
        return "{\"ca\":" + json(authority.ca()) + ",\"cert\":" + json(identity.certificate()) + ",\"key\":" + json(key)
                + ",\"auth\":2,\"ignoreVerify\":0}";
    }

    private JsonNode connects(String module, Mosquitto broker) {
        return user.http().post(FleetUser.mqtt(module, 0) + "/connection?wait=30",
                "{\"host\":\"127.0.0.1\",\"port\":" + broker.port() + "," + USER + "}").expect(200).json();
    }

    private static String outcome(JsonNode answer) {
        return answer.path("outcome").asString();
    }

    @ParameterizedTest
    @CsvSource({"ML307R,NOBODY", "ML307R,SERVER", "ML307R,BOTH", "ML307G,BOTH", "MN316,SERVER", "MN316,BOTH"})
    void chapter421(String model, Access access) {
        String module = user.module("sim:" + model);
        Issued server = access == Access.NOBODY ? new TestCertificates("nobody knows").issue("broker") : authority.issueRsa("broker");
        try (Mosquitto broker = broker(access, server)) {
            switch (access) {
                case NOBODY -> { }
                case SERVER -> put(module, 0, serverChecked(authority.ca()));
                case BOTH -> put(module, 0, bothChecked(own, own.pkcs8()));
            }
            user.set(module, 0, "ssl", "{\"sslEnable\":1}");
            List<String> begun = told(module);
            assertThat(outcome(connects(module, broker))).isEqualTo("connected");
            try (OutsideClient outside = new OutsideClient(plainPort)) {
                outside.subscribe("world");
                JsonNode subscribed = user.http().post(FleetUser.mqtt(module, 0) + "/subscriptions?wait=30",
                        "{\"topics\":[{\"topic\":\"world\",\"qos\":1},{\"topic\":\"hello\",\"qos\":2}]}").expect(200).json();
                assertThat(outcome(subscribed)).isEqualTo("acknowledged");
                outside.publish("hello", 2, "12345".getBytes(StandardCharsets.UTF_8));
                await().atMost(Duration.ofSeconds(20)).untilAsserted(
                        () -> assertThat(user.payloads(module, 0, "hello")).containsExactly("12345"));
                for (int qos : List.of(2, 1, 0)) {
                    user.publish(module, 0, "world", qos, "3242".getBytes(StandardCharsets.UTF_8));
                }
                await().atMost(Duration.ofSeconds(20)).untilAsserted(
                        () -> assertThat(outside.received("world")).containsExactly("3242", "3242", "3242"));
                user.disconnect(module, 0);
                List<String> told = told(module);
                assertThat(withoutPublishes(told.subList(begun.size(), told.size())))
                        .containsExactlyElementsOf(manual(broker.port(), model.equals("ML307G")));
                assertThat(told).anyMatch(line -> line.matches("urc \\+MQTTURC: \"publish\",0,\\d+,\"hello\",5,5,12345"));
            }
        }
    }

    /** The module has subscribed to the topic that it publishes to, so that its own messages come back at any moment. */
    private static List<String> withoutPublishes(List<String> told) {
        return told.stream().filter(line -> !line.startsWith("urc +MQTTURC: \"publish\"")).toList();
    }

    /** What the manual prints; its examples of QoS 2 lack the OK by a misprint. */
    private static List<String> manual(int port, boolean separateTopics) {
        int last = separateTopics ? 2 : 1;
        List<String> lines = new ArrayList<>(List.of(
                "command AT+MQTTCONN=0,\"127.0.0.1\"," + port + ",\"716335459\",\"425089\",\"***\"", "answer OK",
                "urc +MQTTURC: \"conn\",0,0",
                "command AT+MQTTSUB=0,\"world\",1,\"hello\",2"));
        lines.addAll(separateTopics
                ? List.of("answer +MQTTSUB: 0,1 | +MQTTSUB: 0,2 | OK", "urc +MQTTURC: \"suback\",0,1,1", "urc +MQTTURC: \"suback\",0,2,2")
                : List.of("answer +MQTTSUB: 0,1 | OK", "urc +MQTTURC: \"suback\",0,1,1,2"));
        lines.addAll(List.of(
                "command AT+MQTTPUB=0,\"world\",2,0,0,4,\"3242\"", "answer +MQTTPUB: 0," + (last + 1) + ",15 | OK",
                "urc +MQTTURC: \"pubrec\",0," + (last + 1) + ",0", "urc +MQTTURC: \"pubcomp\",0," + (last + 1) + ",0",
                "command AT+MQTTPUB=0,\"world\",1,0,0,4,\"3242\"", "answer +MQTTPUB: 0," + (last + 2) + ",15 | OK",
                "urc +MQTTURC: \"puback\",0," + (last + 2) + ",0",
                "command AT+MQTTPUB=0,\"world\",0,0,0,4,\"3242\"", "answer +MQTTPUB: 0," + (last + 3) + ",13 | OK",
                "command AT+MQTTDISC=0", "answer OK", "urc +MQTTURC: \"conn\",0,2"));
        return lines;
    }

    /** The simulated module's own log: what came over its line and what it said. */
    private List<String> told(String module) {
        return user.http().get("/modules/" + module + "/simulator/log?limit=1000").expect(200).json().path("items").valueStream()
                .map(line -> line.path("kind").asString() + " " + line.path("text").asString().replaceAll("(\r\n)+", " | ")).toList();
    }

    private JsonNode probed(String module, String body) {
        return user.http().post(FleetUser.mqtt(module, 0) + "/probe", body).expect(200).json();
    }

    private static void assertVerdict(JsonNode report, String verdict) {
        assertThat(report.at("/outward/verdict").asString()).as(report.toString()).isEqualTo(verdict);
        assertThat(report.at("/inward/verdict").asString()).as(report.toString()).isEqualTo(verdict);
        assertThat(report.path("reason").isNull()).as(report.toString()).isEqualTo(verdict.equals("delivered"));
    }

    /** Our own client trusts whom the module trusts, and shows what it shows. */
    @ParameterizedTest
    @EnumSource(Access.class)
    void aProbeWatchesOverTls(Access access) {
        String module = user.module("sim:ML307R");
        Issued server = access == Access.NOBODY ? new TestCertificates("nobody knows").issue("broker") : authority.issue("broker");
        try (Mosquitto broker = broker(access, server)) {
            switch (access) {
                case NOBODY -> { }
                case SERVER -> put(module, 0, serverChecked(authority.ca()));
                case BOTH -> put(module, 0, bothChecked(own, own.traditional()));
            }
            user.set(module, 0, "ssl", "{\"sslEnable\":1}");
            assertThat(outcome(connects(module, broker))).isEqualTo("connected");

            assertVerdict(probed(module, "{}"), "delivered");
            assertVerdict(probed(module, "{\"port\":" + plainPort + ",\"tls\":false}"), "delivered");
            assertVerdict(probed(module, "{\"port\":" + plainPort + ",\"timeout\":2}"), "broker-unreachable");
            user.disconnect(module, 0);
        }
    }

    /** Whom to trust was told to the module, but not to us: nobody gets to hear the password. */
    @Test
    void aProbeThatDoesNotKnowWhomToTrustSaysSo() {
        String module = user.module("sim:ML307R");
        try (Mosquitto broker = broker(Access.SERVER, authority.issue("broker"))) {
            user.http().post("/modules/" + module + "/at", "{\"command\":\"AT+MSSLCERTWR=\\\"ca.pem\\\",0," + authority.ca().length()
                    + "\",\"data\":" + json(authority.ca()) + "}").expect(200);
            for (String setting : List.of("\\\"cert\\\",0,\\\"ca.pem\\\"", "\\\"auth\\\",0,1")) {
                user.http().post("/modules/" + module + "/at", "{\"command\":\"AT+MSSLCFG=" + setting + "\"}").expect(200);
            }
            user.set(module, 0, "ssl", "{\"sslEnable\":1}");
            assertThat(outcome(connects(module, broker))).isEqualTo("connected");

            assertVerdict(probed(module, "{}"), "tls-unknown");
            user.disconnect(module, 0);
        }
    }

    @Test
    void aServerThatAnotherCaHasSignedIsRefused() {
        String module = user.module("sim:ML307R");
        try (Mosquitto broker = broker(Access.SERVER, authority.issue("broker"))) {
            user.set(module, 0, "ssl", "{\"sslEnable\":1,\"sslId\":3}");
            put(module, 3, serverChecked(new TestCertificates("another").ca()));
            JsonNode refused = connects(module, broker);
            assertThat(outcome(refused)).isEqualTo("refused");
            assertThat(refused.path("connState").intValue()).isEqualTo(3);
            assertThat(refused.at("/at/urcs").toString()).isEqualTo("[\"+MQTTURC: \\\"conn\\\",0,3\"]");
            assertThat(user.state(module, 0)).isEqualTo(3);

            put(module, 3, "{\"auth\":1,\"ignoreVerify\":1}");
            assertThat(outcome(connects(module, broker))).as("whoever it is").isEqualTo("connected");
            user.disconnect(module, 0);
            put(module, 3, serverChecked(authority.ca()));
            assertThat(outcome(connects(module, broker))).isEqualTo("connected");
            user.disconnect(module, 0);
        }
    }

    @Test
    void aModuleWithoutACertificateThatTheServerKnowsIsRefused() {
        String module = user.module("sim:ML307R");
        try (Mosquitto broker = broker(Access.BOTH, authority.issue("broker"))) {
            user.set(module, 0, "ssl", "{\"sslEnable\":1}");
            put(module, 0, serverChecked(authority.ca()));
            assertThat(outcome(connects(module, broker))).isEqualTo("refused");
            Issued intruder = new TestCertificates("another").issue("module");
            put(module, 0, bothChecked(intruder, intruder.pkcs8()));
            assertThat(outcome(connects(module, broker))).isEqualTo("refused");

            Issued rsa = authority.issueRsa("module");
            for (String context : List.of(bothChecked(own, own.traditional()), bothChecked(rsa, rsa.traditional()),
                    bothChecked(rsa, rsa.pkcs8()), "{\"auth\":2}", "{\"key\":\"***\",\"auth\":2}")) {
                put(module, 0, context);
                assertThat(outcome(connects(module, broker))).isEqualTo("connected");
                user.disconnect(module, 0);
            }
            user.http().delete("/modules/" + module + "/tls/0").expect(200);
            assertThat(outcome(connects(module, broker))).as("without its certificate").isEqualTo("refused");
            assertThat(Stream.of(user.events(module).toString(), user.history(module).toString(), told(module).toString()))
                    .noneMatch(text -> rsa.pkcs8().lines().skip(3).limit(5).anyMatch(text::contains));
        }
    }
}
