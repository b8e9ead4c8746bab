package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.modemfleet.proof.Deliveries.assertDelivered;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.modemfleet.at.AtExchange;
import org.modemfleet.at.AtLine;
import org.modemfleet.fleet.Fleet;
import org.modemfleet.onemo.RawCommand;
import org.modemfleet.session.SessionException;
import org.modemfleet.testsupport.HttpApi;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/**
 * Many clients ask several modules at once, and no two ask for the same: an answer that belongs to another command
 * cannot go unnoticed. Each client has a connection and keys of its own. Over HTTP go as many commands as a build has
 * time for, in the endurance run all; the others go straight to the modules' sessions, between those.
 */
class EveryAnswerIsItsOwnTest extends WholeService {

    private static final List<String> LINKS = List.of("sim:ML307R", "sim:ML307R", "sim:ML307G", "sim:MN316");
    private static final int COMMANDS = 10_000;
    private static final int OVER_HTTP = Boolean.getBoolean("modemfleet.endurance") ? COMMANDS : 2_500;
    /** Connection 0 is connected, the others are for settings. */
    private static final int CONNECTIONS = 6;
    private static final List<String> KEYS = List.of("keepalive", "pingreq", "willpayload");
    private static final long SEED = Long.getLong("modemfleet.seed", 20_261_122L);

    @Autowired
    private Fleet fleet;

    private final Map<String, Set<String>> historyIds = new ConcurrentHashMap<>();
    private final Map<String, Set<Integer>> mids = new ConcurrentHashMap<>();
    private final Map<String, List<String>> published = new ConcurrentHashMap<>();

    @Test
    void everyAnswerBelongsToItsCommandAndIsInTheHistoryOnce() {
        List<String> modules = LINKS.stream().map(user::module).toList();
        for (String module : modules) {
            user.connect(module, 0, broker.port());
            historyIds.put(module, ConcurrentHashMap.newKeySet());
            mids.put(module, ConcurrentHashMap.newKeySet());
        }
        try (OutsideClient outside = new OutsideClient(broker.port());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            outside.subscribe("own/#");
            List<Client> clients = clients(modules);
            CompletableFuture.allOf(clients.stream().map(client -> CompletableFuture.runAsync(client::run, threads))
                    .toArray(CompletableFuture[]::new)).join();
            assertThat(clients.stream().mapToInt(client -> client.done).sum()).isGreaterThanOrEqualTo(COMMANDS);
            published.forEach((topic, payloads) -> await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertDelivered(outside.received(topic), payloads, true)));
        }
        modules.forEach(this::assertHistory);
        modules.forEach(module -> user.disconnect(module, 0));
    }

    private List<Client> clients(List<String> modules) {
        List<Client> clients = new ArrayList<>();
        for (String module : modules) {
            for (String key : KEYS) {
                for (int connection = 1; connection < CONNECTIONS; connection++) {
                    clients.add(new SettingClient(module, connection, key, clients.size()));
                }
            }
            for (int i = 0; i < 3; i++) {
                clients.add(new PublishingClient(module, clients.size()));
            }
        }
        for (Client client : clients) {
            client.quota = Math.ceilDiv(COMMANDS, clients.size());
            client.overHttp = Math.ceilDiv(OVER_HTTP, clients.size());
        }
        return clients;
    }

    /** Every command that is no query, once each, and each with an end. */
    private void assertHistory(String module) {
        List<JsonNode> history = user.history(module);
        Set<String> ids = history.stream().map(command -> command.path("commandId").asString())
                .collect(Collectors.toSet());
        assertThat(ids).hasSameSizeAs(history).containsAll(historyIds.get(module));
        // The one more is the connect.
        assertThat(ids).hasSize(historyIds.get(module).size() + 1);
        assertThat(history).allMatch(command -> command.path("state").asString().equals("done"));
    }

    private abstract class Client {
        final String module;
        final int number;
        final Random random;
        private int quota;
        private int overHttp;
        private int done;

        Client(String module, int number) {
            this.module = module;
            this.number = number;
            this.random = new Random(SEED + number);
        }

        void run() {
            for (int turn = 0; done < quota; turn++) {
                if (turn * overHttp / quota < (turn + 1) * overHttp / quota) {
                    overHttp(turn);
                } else {
                    direct(turn);
                }
            }
        }

        abstract void overHttp(int turn);

        abstract void direct(int turn);

        JsonNode took(HttpApi.Answer answer) {
            done++;
            JsonNode json = answer.expect(200).json();
            if (json.has("commandId")) {
                assertThat(historyIds.get(module).add(json.path("commandId").asString()))
                        .as("a command id of its own: %s", json).isTrue();
            }
            return json;
        }

        JsonNode raw(String line) {
            JsonNode json = took(user.http().post("/modules/" + module + "/at", "{\"command\":" + quoted(line) + "}"));
            assertThat(json.path("final").asString()).as(json.toString()).isEqualTo("OK");
            return json.path("rows");
        }

        /** The rows and the final result of a command that goes straight to the module's session. */
        List<String> direct(String line) {
            done++;
            try {
                AtExchange exchange = fleet.session(module).send(new RawCommand(line, null, Duration.ofSeconds(30)))
                        .exchange();
                List<String> lines = new ArrayList<>(exchange.rows().stream().map(AtLine::text).toList());
                lines.add(exchange.result() == null ? "nothing" : exchange.result().wire());
                return lines;
            } catch (SessionException unavailable) {
                throw new AssertionError(line, unavailable);
            }
        }

        static String quoted(String text) {
            return '"' + text.replace("\"", "\\\"") + '"';
        }
    }

    /** Sets one key of one connection to values that nobody else uses, and asks for it in both ways. */
    private final class SettingClient extends Client {
        private final int connection;
        private final String key;

        SettingClient(String module, int connection, String key, int number) {
            super(module, number);
            this.connection = connection;
            this.key = key;
        }

        @Override
        void overHttp(int turn) {
            int value = value(turn);
            String fields = switch (key) {
                case "keepalive" -> "{\"keepaliveTime\":" + value + "}";
                case "pingreq" -> "{\"pingInterval\":" + value + "}";
                default -> "{\"willTopic\":\"will/" + number + "\",\"willMsg\":\"" + value + "\"}";
            };
            String path = FleetUser.mqtt(module, connection) + "/config/" + key;
            assertThat(took(user.http().put(path, fields)).path("reported").toString()).isEqualTo(fields);
            assertThat(took(user.http().get(path)).path("reported").toString()).isEqualTo(fields);
            assertThat(raw("AT+MQTTCFG=\"" + key + "\"," + connection).valueStream().map(JsonNode::asString))
                    .containsExactly("+MQTTCFG: \"" + key + "\"," + parameters(value));
        }

        @Override
        void direct(int turn) {
            String parameters = parameters(value(turn));
            assertThat(direct("AT+MQTTCFG=\"" + key + "\"," + connection + "," + parameters)).containsExactly("OK");
            assertThat(direct("AT+MQTTCFG=\"" + key + "\"," + connection))
                    .containsExactly("+MQTTCFG: \"" + key + "\"," + parameters, "OK");
        }

        /** In every key's range for as many clients as we have, and different for each of them. */
        private int value(int turn) {
            return 200 + number * 500 + turn;
        }

        private String parameters(int value) {
            return key.equals("willpayload") ? "\"will/" + number + "\",\"" + value + "\"" : Integer.toString(value);
        }
    }

    /** Publishes what nobody else does, and asks who the module is. */
    private final class PublishingClient extends Client {
        private final String imei;

        PublishingClient(String module, int number) {
            super(module, number);
            this.imei = user.http().get("/modules/" + module).expect(200).json().at("/identity/imei").asString();
        }

        @Override
        void direct(int turn) {
            assertThat(direct("AT+CGSN")).containsExactly(imei, "OK");
            int connection = random.nextInt(CONNECTIONS);
            assertThat(direct("AT+MQTTSTATE=" + connection))
                    .containsExactly("+MQTTSTATE: " + (connection == 0 ? 2 : 3), "OK");
        }

        @Override
        void overHttp(int turn) {
            String topic = "own/" + number;
            byte[] payload = HostilePayloads.bytes(number + " " + turn + "x".repeat(random.nextInt(100)));
            int qos = random.nextInt(1, 3);
            JsonNode answer = took(user.http().post(FleetUser.mqtt(module, 0) + "/messages?wait=60",
                    "{\"topic\":\"" + topic + "\",\"qos\":" + qos + ",\"payload\":\"" + new String(payload) + "\"}"));
            assertOwn(answer, topic, qos, payload);
            published.computeIfAbsent(topic, _ -> new ArrayList<>()).add(FleetUser.exactly(payload));
            assertThat(raw("AT+CGSN").valueStream().map(JsonNode::asString)).containsExactly(imei);
            int connection = random.nextInt(CONNECTIONS);
            JsonNode state = took(user.http().get(FleetUser.mqtt(module, connection) + "/connection"));
            assertThat(state.path("connectId").intValue()).isEqualTo(connection);
            assertThat(state.path("state").intValue()).isEqualTo(connection == 0 ? 2 : 3);
        }

        private void assertOwn(JsonNode answer, String topic, int qos, byte[] payload) {
            int mid = answer.path("mid").intValue();
            int length = 2 + 2 + topic.length() + 2 + payload.length
                    + (topic.length() + 4 + payload.length < 128 ? 0 : 1);
            assertThat(mids.get(module).add(mid)).as("a mid of its own: %s", answer).isTrue();
            assertThat(answer.path("outcome").asString()).as(answer.toString()).isEqualTo("acknowledged");
            assertThat(answer.at("/at/received").toString())
                    .isEqualTo("[\"+MQTTPUB: 0,%d,%d\",\"OK\"]".formatted(mid, length));
            String urcs = qos == 1 ? "[\"+MQTTURC: \\\"puback\\\",0,%d,0\"]"
                    : "[\"+MQTTURC: \\\"pubrec\\\",0,%1$d,0\",\"+MQTTURC: \\\"pubcomp\\\",0,%1$d,0\"]";
            assertThat(answer.at("/at/urcs").toString()).isEqualTo(urcs.formatted(mid));
        }
    }
}
