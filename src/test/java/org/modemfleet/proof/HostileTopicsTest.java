package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.modemfleet.proof.Deliveries.assertDelivered;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modemfleet.channel.ChannelTiming;
import org.modemfleet.testsupport.Mosquitto;
import tools.jackson.databind.JsonNode;

/**
 * Topics are printed raw by a module: what of them harms nothing at all, and what is left over of those that imitate a
 * header's end.
 */
class HostileTopicsTest extends WholeService {

    private static final Duration DELIVERY = Duration.ofSeconds(60);

    /** For every broker. MQTT itself has no + and # in topic names, so no topic holds a whole URC. */
    private static final List<String> TOPICS = List.of("\"", "\"\"\"", ",", "\",1,1,x", "\",4,4,abcd", "\",0,0,",
            "\",1,1,", ",1,1,", "> ", "OK",
            "a b", "中文", "a&b", "\\", "'", "\",2,1,a", "\",1,2,ab", "\",99999,99999,");

    /** mosquitto closes the connection of whoever uses control characters. */
    private static final List<String> WITH_LINE_ENDS = List.of("\r\nOK\r\n", "\r\nERROR\r\n", "\r\nREBOOTING\r\n",
            "\r\n\r\nOK\r\n\r\n", "\r\nPOWER OFF\r\n", "\r", "\n", "\r\n", "\r\n> ", "\"\r\n", "\u0001\u007f");

    @ParameterizedTest
    @CsvSource({"ML307R, true", "MN316, true", "ML307G, false"})
    void aTopicThatDoesNotImitateTheEndOfItsHeaderHarmsNothing(String model, boolean embedded) {
        List<String> topics = new ArrayList<>(TOPICS);
        if (embedded) {
            topics.addAll(WITH_LINE_ENDS);
        }
        try (Broker at = embedded ? new Broker(broker.port(), () -> { }) : Broker.mosquitto()) {
            String module = connected("sim:" + model, at.port());
            List<String> sent = new ArrayList<>();
            try (OutsideClient outside = new OutsideClient(at.port());
                    Commander commander = new Commander(user, module)) {
                for (int outputFormat = 0; outputFormat <= 1; outputFormat++) {
                    user.set(module, 0, "encoding", "{\"inputFormat\":0,\"outputFormat\":" + outputFormat + "}");
                    for (String topic : topics) {
                        String whole = module + "/" + topic;
                        outside.publish(whole, 1, topic.getBytes(StandardCharsets.UTF_8));
                        sent.add(whole + " = " + FleetUser.exactly(topic.getBytes(StandardCharsets.UTF_8)));
                    }
                }
                await().atMost(DELIVERY).untilAsserted(() -> assertDelivered(received(module), sent, embedded));
                long published = commander.published();
                assertThat(FleetUser.census(user.events(module))).containsEntry("urc.publish", (long) sent.size())
                        .containsEntry("urc.conn", 1L).containsEntry("urc.puback", published)
                        .doesNotContainKeys("urc.unknown", "command.late");
            }
            user.disconnect(module, 0);
        }
    }

    /** It cannot be told apart. No byte is lost, and the session is in step again within the documented time. */
    @ParameterizedTest
    @CsvSource({"1, x", "3, abc", "600, ''", "8192, ''"})
    void aTopicThatImitatesTheEndOfItsHeaderCostsNoByteAndNoMoreThanTheDocumentedTime(int length, String payload) {
        String module = connected("sim:ML307R", broker.port());
        String topic = module + "/\"," + length + "," + length + "," + payload + "\r\nrest";
        try (OutsideClient outside = new OutsideClient(broker.port())) {
            outside.publish(topic, 1, HostilePayloads.bytes("behind it"));
            await().atMost(DELIVERY).untilAsserted(() -> assertThat(raw(module)).contains(topic).contains("behind it"));
            long begin = System.nanoTime();
            assertThat(user.state(module, 0)).isEqualTo(2);
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(ChannelTiming.DEAF_AT_MOST.multipliedBy(2));
            outside.publish(module + "/after", 1, HostilePayloads.bytes("all well"));
            await().atMost(DELIVERY).untilAsserted(() -> assertThat(received(module))
                    .contains(module + "/after = all well"));
        }
        user.disconnect(module, 0);
    }

    private String connected(String link, int brokerPort) {
        String module = user.module(link);
        user.connect(module, 0, brokerPort);
        user.subscribe(module, 0, 1, module + "/#");
        return module;
    }

    private List<String> received(String module) {
        return user.inbox(module, 0).stream()
                .map(message -> message.path("topic").asString() + " = "
                        + FleetUser.exactly(FleetUser.bytes(message, "payload")))
                .toList();
    }

    /** The lines as they were received, each with its line end again. */
    private String raw(String module) {
        StringBuilder all = new StringBuilder();
        for (JsonNode event : user.events(module)) {
            if (FleetUser.type(event).startsWith("urc.")) {
                all.append(new String(FleetUser.bytes(event.path("data"), "raw"), StandardCharsets.UTF_8))
                        .append("\r\n");
            }
        }
        return all.toString();
    }

    private record Broker(int port, Runnable stop) implements AutoCloseable {

        static Broker mosquitto() {
            Mosquitto started = Mosquitto.start();
            return new Broker(started.port(), started::close);
        }

        @Override
        public void close() {
            stop.run();
        }
    }
}
