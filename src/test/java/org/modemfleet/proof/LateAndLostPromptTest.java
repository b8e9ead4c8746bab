package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.modemfleet.testsupport.HttpApi;
import tools.jackson.databind.JsonNode;

/**
 * Prompts and final results that come late or never: nothing is published that nobody asked for, no command gets the
 * answer of an earlier one, and what came late is kept.
 */
class LateAndLostPromptTest extends WholeService {

    private static final Duration PATIENCE = Duration.ofMillis(300);
    private static final Duration TOO_LATE = Duration.ofMillis(1200);
    private static final String PUBLISH = "AT+MQTTPUB=0,\"t\",0,0,0,5";
    private static final String SETTING = "AT+MQTTCFG=\"keepalive\",1,70";
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    /** What goes wrong, in which command, what the module would publish, and what comes late; null if it never does. */
    private enum Story {
        PROMPT_COMES_LATE(module -> module.opensDataModeAfter(TOO_LATE).endsDataModeAfter(TOO_LATE), PUBLISH,
                List.of(), "[] +CME ERROR: 601"),
        PROMPT_IS_LOST(module -> module.losesThePrompt(), PUBLISH,
                List.of(), "[] +CME ERROR: 601"),
        PROMPT_AND_FINAL_RESULT_ARE_LOST(module -> module.losesThePrompt().losesTheFinalResult(), PUBLISH,
                List.of(), null),
        FINAL_RESULT_IS_LOST(module -> module.losesTheFinalResult(), PUBLISH,
                List.of("hello"), null),
        FINAL_RESULT_OF_DATA_MODE_COMES_LATE(module -> module.answersPublishesAfter(TOO_LATE), PUBLISH,
                List.of("hello"), "[\"+MQTTPUB: 0,1,20\"] OK"),
        FINAL_RESULT_COMES_LATE(module -> module.delays(SETTING, TOO_LATE), SETTING,
                List.of(), "[] OK"),
        ROWS_COME_LATE(module -> module.delays("AT+CGSN", TOO_LATE), "AT+CGSN",
                List.of(), "[\"" + ScriptedModule.IMEI + "\"] OK");

        private final UnaryOperator<ScriptedModule> fault;
        private final String commandLine;
        private final List<String> published;
        private final @Nullable String late;

        Story(UnaryOperator<ScriptedModule> fault, String commandLine, List<String> published, @Nullable String late) {
            this.fault = fault;
            this.commandLine = commandLine;
            this.published = published;
            this.late = late;
        }
    }

    /**
     * They take up to the ten seconds for which data mode stays open, so all run at once, each on a module of its own.
     */
    @Test
    void nothingIsPublishedThatNobodyAskedForAndNobodyGetsALateAnswer() {
        Map<Story, CompletableFuture<Void>> stories = new EnumMap<>(Story.class);
        for (Story story : Story.values()) {
            stories.put(story, CompletableFuture.runAsync(() -> play(story), THREADS));
        }
        assertSoftly(softly -> stories.forEach((story, end) ->
                softly.assertThatCode(end::join).as(story.name()).doesNotThrowAnyException()));
    }

    private void play(Story story) {
        try (ScriptedModule peer = story.fault.apply(new ScriptedModule())) {
            String module = user.module(peer.link());
            String data = story.commandLine.equals(PUBLISH) ? "hello" : null;
            HttpApi.Answer unanswered = raw(module, story.commandLine, data);
            assertThat(unanswered.status()).as(unanswered.body()).isEqualTo(504);
            assertThat(unanswered.json().path("type").asString()).isEqualTo("urn:modemfleet:problem:no-response");
            assertThat(unanswered.json().path("outcome").asString()).isEqualTo("indeterminate");
            assertThat(answerOf(module, "AT+CGMM")).isEqualTo("[\"ML307R-DC\"] OK");
            user.set(module, 1, "keepalive", "{\"keepaliveTime\":77}");
            assertThat(answerOf(module, "AT+MQTTCFG=\"keepalive\",1"))
                    .isEqualTo("[\"+MQTTCFG: \\\"keepalive\\\",77\"] OK");
            assertThat(peer.published()).isEqualTo(story.published);
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(late(module))
                    .isEqualTo(story.late == null ? List.of() : List.of(story.commandLine + " " + story.late)));
            List<JsonNode> history = user.history(module);
            assertThat(history.getLast().path("state").asString()).isEqualTo("indeterminate");
            assertThat(history.subList(0, history.size() - 1))
                    .allMatch(command -> command.path("state").asString().equals("done"));
            user.http().delete("/modules/" + module).expect(204);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSlowPromptIsWaitedFor() throws IOException {
        try (ScriptedModule peer = new ScriptedModule().opensDataModeAfter(Duration.ofSeconds(1))) {
            String module = user.module(peer.link());
            byte[] payload = HostilePayloads.bytes("\r\nAT+CMEE?\r\n");
            assertThat(user.publish(module, 0, "t", 0, payload).path("outcome").asString()).isEqualTo("accepted");
            assertThat(peer.published()).containsExactly(FleetUser.exactly(payload));
            user.http().delete("/modules/" + module).expect(204);
        }
    }

    private HttpApi.Answer raw(String module, String line, @Nullable String data) {
        String body = "{\"command\":\"" + line.replace("\"", "\\\"") + "\",\"timeoutMs\":" + PATIENCE.toMillis()
                + (data == null ? "" : ",\"data\":\"" + data + "\"") + "}";
        return user.http().post("/modules/" + module + "/at", body);
    }

    private String answerOf(String module, String line) {
        String body = "{\"command\":\"" + line.replace("\"", "\\\"") + "\"}";
        JsonNode answer = user.http().post("/modules/" + module + "/at", body).expect(200).json();
        return answer.path("rows") + " " + answer.path("final").asString();
    }

    private List<String> late(String module) {
        return FleetUser.ofType(user.events(module), "command.late").stream().map(event -> event.path("data"))
                .map(data -> String.join(" ", data.path("command").asString(), data.path("rows").toString(),
                        data.path("final").asString()))
                .toList();
    }
}
