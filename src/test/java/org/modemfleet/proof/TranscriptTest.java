package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.modemfleet.ModemFleetProperties;
import org.modemfleet.at.AtLexer;
import org.modemfleet.at.AtLine;
import org.modemfleet.onemo.OnemoLineGrammar;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What went over a module's line, as it is told over HTTP and recorded to a file. */
class TranscriptTest extends WholeService {

    @Autowired
    private ModemFleetProperties settings;

    private static String direction(List<JsonNode> entries, String direction) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        entries.stream().filter(entry -> entry.path("direction").asString().equals(direction))
                .forEach(entry -> all.writeBytes(FleetUser.bytes(entry, "data")));
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void itIsToldRecordedAndReadAgain() throws IOException {
        String module = user.module("sim:ML307R");
        String path = "/modules/" + module + "/transcript";
        JsonNode recording = user.http().put(path + "/recording", "{\"minutes\":1}").expect(200).json();
        String since = user.http().get(path).expect(200).text("/next");
        user.connect(module, 0, broker.port());
        user.subscribe(module, 0, 1, module);
        user.publish(module, 0, module, 1, new byte[] {0, '\r', '\n', 'O', 'K', '\r', '\n', (byte) 0xff});
        await().until(() -> user.inbox(module, 0).size() == 1);

        List<JsonNode> told = new ArrayList<>();
        user.http().get(path + "?since=" + since).expect(200).json().path("items").forEach(told::add);
        assertThat(direction(told, "out")).contains("AT+MQTTSUB=0,\"" + module + "\",1\r\n").contains("\0\r\nOK\r\n\u00ff");
        assertThat(direction(told, "in")).contains("\r\n>").contains("+MQTTURC: \"publish\",0,");
        assertThat(told).extracting(entry -> entry.path("sequence").longValue()).isSorted();

        user.http().get(path + "/recording").expect(200);
        user.http().delete(path + "/recording").expect(204);
        user.http().get(path + "/recording").expect(404);
        Path file = settings.dataDirectory().resolve("transcripts").resolve(recording.path("file").asString());
        assertThat(direction(read(file), "in")).contains(direction(told, "in"));
        assertReadsAgain(read(file));
    }

    private static List<JsonNode> read(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(JsonMapper.shared()::readTree).toList();
    }

    /** The parser makes the same lines of it, whatever pieces they come in. */
    private static void assertReadsAgain(List<JsonNode> entries) {
        byte[] all = direction(entries, "in").getBytes(StandardCharsets.ISO_8859_1);
        AtLexer lexer = new AtLexer(new OnemoLineGrammar());
        List<AtLine> lines = new ArrayList<>();
        for (byte b : all) {
            lexer.awaitPrompt(true);
            lexer.feed(new byte[] {b});
            for (AtLine line = lexer.next(); line != null; line = lexer.next()) {
                lines.add(line);
            }
        }
        assertThat(lines).anySatisfy(line -> {
            assertThat(line.header()).startsWith("+MQTTURC: \"publish\",0,");
            assertThat(line.kind()).isEqualTo(AtLine.Kind.COUNTED);
        });
        assertThat(lines).noneSatisfy(line -> assertThat(line.kind()).isEqualTo(AtLine.Kind.MALFORMED));
    }

    /** A recorded module can be attached again, whoever had it. */
    @Test
    void aSimulatedModuleServesARecording() throws IOException {
        String module = user.module("sim:ML307G");
        String path = "/modules/" + module;
        user.http().patch(path, "{\"enabled\":false}").expect(200);
        user.awaitState(module, "disabled");
        String file = user.http().put(path + "/transcript/recording", "{\"minutes\":1}").expect(200).text("/file");
        user.http().patch(path, "{\"enabled\":true}").expect(200);
        user.awaitState(module, "ready");
        user.set(module, 1, "keepalive", "{\"keepaliveTime\":300}");
        user.http().delete(path + "/transcript/recording").expect(204);
        Path recorded = settings.dataDirectory().resolve("transcripts").resolve(file);
        assertThat(direction(read(recorded), "out")).contains("keepalive");

        String replayed = user.module("replay:" + file);
        assertThat(user.http().get("/modules/" + replayed).json().path("identity"))
                .isEqualTo(user.http().get(path).json().path("identity"));
        user.set(replayed, 1, "keepalive", "{\"keepaliveTime\":300}");
        assertThat(user.http().put(FleetUser.mqtt(replayed, 1) + "/config/keepalive", "{\"keepaliveTime\":60}").expect(502)
                .text("/type")).isEqualTo("urn:modemfleet:problem:command-rejected");
        user.http().post("/modules", "{\"id\":\"escape\",\"link\":\"replay:../../etc/passwd\"}").expect(422);
    }

    /** Nobody asked it who it is while it was recorded: whoever attaches it says so. */
    @Test
    void aRecordingThatBeganAfterTheAttachServesToo() {
        String module = user.module("sim:ML307G");
        String path = "/modules/" + module;
        String file = user.http().put(path + "/transcript/recording", "{\"minutes\":1}").expect(200).text("/file");
        user.set(module, 1, "keepalive", "{\"keepaliveTime\":300}");
        user.http().delete(path + "/transcript/recording").expect(204);

        user.http().post("/modules", "{\"id\":\"late\",\"model\":\"ML307G\",\"link\":\"replay:" + file + "\"}").expect(201);
        user.awaitState("late", "ready");

        assertThat(user.http().get("/modules/late").json().path("identity").path("model").isNull()).isTrue();
        user.set("late", 1, "keepalive", "{\"keepaliveTime\":300}");
        assertThat(user.http().put(FleetUser.mqtt("late", 1) + "/config/keepalive", "{\"keepaliveTime\":60}").expect(502)
                .text("/type")).isEqualTo("urn:modemfleet:problem:command-rejected");
    }

    @Test
    void whatCannotBeAsked() {
        String module = user.module("sim:ML307R");
        String path = "/modules/" + module + "/transcript";
        user.http().get(path + "?since=yesterday").expect(400);
        user.http().get(path + "?limit=0").expect(400);
        user.http().put(path + "/recording", "{\"minutes\":0}").expect(422);
        user.http().put(path + "/recording", "{}").expect(422);
        user.http().get("/modules/nobody/transcript").expect(404);
        user.http().get(path + "?since=2020-01-01T00:00:00Z").expect(200);
    }
}
