package org.modemfleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.ServiceTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The document in the repository is the one that is served. */
@ServiceTest
class OpenApiDocumentTest {

    /** What is done with a module, but by none of its AT commands. */
    private static final Set<String> WITHOUT_AT_COMMAND = Set.of("listModules", "createModule", "getModule",
            "changeModule", "deleteModule", "listModels", "getModel", "listCommands", "getCommand", "listMessages",
            "listEvents", "streamEvents", "openEventSocket", "createTicket", "injectFault", "listFaults", "endFault",
            "startScenario", "listScenarios", "getScenario", "stopScenario", "readSimulatorLog",
            "beginOperation", "listOperations", "getOperation", "listOperationModules", "retryOperation", "cancelOperation", "getCacheDrain", "putCacheDrain", "readTranscript",
            "recordTranscript", "getRecording", "stopRecording", "getRecovery", "putRecovery", "resetRecovery",
            "getDesired", "putDesired", "planDesired", "reconcileDesired", "listPorts");

    private final HttpApi http;

    OpenApiDocumentTest(@LocalServerPort int port) {
        http = new HttpApi(port);
    }

    @Test
    void theFileIsWhatIsServed() throws IOException {
        String served = http.get("/v3/api-docs.yaml").expect(200).body();
        assertThat(served).as("the README says how to renew openapi/openapi.yaml")
                .isEqualTo(Files.readString(Path.of("openapi/openapi.yaml")));
    }

    @Test
    void everyOperationSaysWhatItIs() {
        List<String> silent = new ArrayList<>();
        JsonNode paths = http.get("/v3/api-docs").expect(200).json().path("paths");
        paths.properties().forEach(path -> path.getValue().properties().forEach(method -> {
            JsonNode operation = method.getValue();
            String id = operation.path("operationId").asString("");
            boolean told = !operation.path("summary").asString("").isEmpty() && !operation.path("tags").isEmpty()
                    && !operation.path("responses").isEmpty()
                    && operation.has("x-at-command") != WITHOUT_AT_COMMAND.contains(id);
            if (!told) {
                silent.add(method.getKey() + " " + path.getKey() + " " + id);
            }
        }));
        assertThat(silent).isEmpty();
    }
}
