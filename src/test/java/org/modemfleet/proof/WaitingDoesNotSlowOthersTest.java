package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Requests that wait for a module's URCs hold nothing that others need. */
class WaitingDoesNotSlowOthersTest extends WholeService {

    private static final int WAITING = 200;

    @Test
    void twoHundredThatWaitLeaveRoomForOthersAndGetTheirAnswers() throws IOException {
        try (ScriptedModule peer = new ScriptedModule();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String module = user.module(peer.link());
            String other = user.module("sim:ML307R");
            List<CompletableFuture<JsonNode>> waiting = IntStream.range(0, WAITING)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> publish(module, i), threads)).toList();
            await().atMost(Duration.ofSeconds(60)).until(() -> peer.mids().size() == WAITING);

            for (int i = 0; i < 20; i++) {
                assertThat(user.http().get("/modules").expect(200).json().path("items")).isNotEmpty();
                assertThat(user.health()).isEqualTo("UP");
                user.set(other, 1, "keepalive", "{\"keepaliveTime\":" + (100 + i) + "}");
                assertThat(user.state(module, 0)).isEqualTo(2);
            }
            assertThat(waiting).as("all of them still wait").noneMatch(CompletableFuture::isDone);

            peer.mids().reversed().forEach(mid -> peer.says("+MQTTURC: \"puback\",0," + mid + ",0"));
            List<JsonNode> answers = waiting.stream().map(CompletableFuture::join).toList();
            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.path("outcome").asString()).isEqualTo("acknowledged");
                assertThat(answer.at("/at/urcs").toString())
                        .isEqualTo("[\"+MQTTURC: \\\"puback\\\",0,%s,0\"]".formatted(answer.path("mid")));
            });
            assertThat(answers.stream().map(answer -> answer.path("mid").intValue())).doesNotHaveDuplicates();
            user.http().delete("/modules/" + module).expect(204);
        }
    }

    private JsonNode publish(String module, int number) {
        return user.http().post(FleetUser.mqtt(module, 0) + "/messages?wait=50",
                "{\"topic\":\"t/" + number + "\",\"qos\":1,\"payload\":\"x\"}").expect(200).json();
    }
}
