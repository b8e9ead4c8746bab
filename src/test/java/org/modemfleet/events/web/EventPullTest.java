package org.modemfleet.events.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.events.StoredEvent;
import tools.jackson.databind.JsonNode;

class EventPullTest extends EventsWebTest {

    @Test
    void pagesHoldEveryEventOnceAsItWasEncoded() throws Exception {
        String start = now();
        List<String> written = IntStream.range(0, 25)
                .mapToObj(i -> new String(append("pull-1", "conn", Map.of("n", i)).json(), StandardCharsets.UTF_8)).toList();
        for (int limit : List.of(1, 7, 25, 1000)) {
            assertThat(pullAll(start, "", limit)).as("limit %d", limit).isEqualTo(written);
        }
        assertThat(pullAll("0", "&module=pull-1", 100)).isEqualTo(written);
        assertThat(get("?module=pull-1&limit=2").body()).as("without a cursor: from the oldest")
                .startsWith("{\"items\":[" + written.get(0) + "," + written.get(1) + "],\"next\":\"");
    }

    @Test
    void nextPassesWhatTheFilterLeftOut() throws Exception {
        String start = now();
        append("pull-2", "conn", Map.of());
        JsonNode page = JSON.readTree(get("?after=" + start + "&type=publish").body());
        assertThat(page.get("items")).isEmpty();
        assertThat(page.get("next").stringValue()).isEqualTo(now());
        JsonNode atTheEnd = JSON.readTree(get("?after=" + now()).body());
        assertThat(atTheEnd.get("items")).isEmpty();
        assertThat(atTheEnd.get("next").stringValue()).isEqualTo(now());
    }

    @Test
    void filtersByModuleAndType() throws Exception {
        String start = now();
        for (String module : List.of("pull-3", "pull-4", "pull-5")) {
            for (String type : List.of("conn", "publish", "puback")) {
                append(module, type, Map.of());
            }
        }
        assertThat(pullAll(start, "&module=pull-3", 100)).hasSize(3);
        assertThat(pullAll(start, "&module=pull-3&module=pull-5&type=conn", 100)).hasSize(2);
        assertThat(pullAll(start, "&type=org.modemfleet.urc.publish&type=puback", 100)).hasSize(6);
        assertThat(pullAll(start, "&type=pub", 100)).isEmpty();
    }

    @Test
    void everyByteValueSurvives() throws Exception {
        byte[] all = new byte[256];
        IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);
        String start = now();
        append("pull-6", "publish", Map.of("payload", all));
        append("pull-6", "publish", Map.of("payload", "\r\nOK\r\n+MQTTURC: \"中文\"\t".getBytes(StandardCharsets.UTF_8)));
        List<String> events = pullAll(start, "", 10);
        JsonNode bytes = JSON.readTree(events.get(0)).get("data");
        assertThat(bytes.get("payloadEncoding").stringValue()).isEqualTo("base64");
        assertThat(bytes.get("payload").binaryValue()).isEqualTo(all);
        JsonNode text = JSON.readTree(events.get(1)).get("data");
        assertThat(text.get("payloadEncoding").stringValue()).isEqualTo("text");
        assertThat(text.get("payload").stringValue()).isEqualTo("\r\nOK\r\n+MQTTURC: \"中文\"\t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "-1", "1", "00", "AAAAAAAAAAAAAAAA", "%00", "%E4%B8%AD", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void whatIsNoCursorIsRefusedEverywhere(String cursor) throws Exception {
        for (String path : List.of("", "/stream", "/ws")) {
            assertThat(get(path + "?after=" + cursor).statusCode()).as(path).isEqualTo(400);
        }
    }

    @Test
    void aCursorWithAnotherPositionIsRefused() throws Exception {
        StoredEvent event = append("pull-7", "conn", Map.of());
        String cursor = feed.cursor(event.position());
        char changed = cursor.charAt(10) == 'A' ? 'B' : 'A';
        assertThat(get("?after=" + cursor.substring(0, 10) + changed + cursor.substring(11)).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "many", "1.5"})
    void theLimitIsChecked(String limit) throws Exception {
        assertThat(get("?limit=" + limit).statusCode()).isEqualTo(400);
    }

    /** Reactor Netty 1.3.7 stopped reading the connection within a few dozen of these. */
    @Test
    void aKeptAliveConnectionServesAnswersFromAllThreads() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < 500; i++) {
                HttpRequest pull = request("?limit=1").timeout(Duration.ofSeconds(20)).build();
                assertThat(client.send(pull, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
                HttpRequest stream = request("/stream?after=garbage").timeout(Duration.ofSeconds(20)).build();
                assertThat(client.send(stream, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(400);
            }
        }
    }
}
