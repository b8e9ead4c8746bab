package org.modemfleet.command.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modemfleet.testsupport.HttpApi;
import tools.jackson.databind.JsonNode;

/** What the API document says of each endpoint of an AT command. */
class ApiDocumentOfCommandsTest extends OverHttp {

    private JsonNode paths;

    @BeforeEach
    void read() {
        HttpApi.Answer document = http.get("/v3/api-docs");
        assertThat(document.status()).isEqualTo(200);
        paths = document.json().at("/paths");
    }

    private JsonNode operation(String method, String path) {
        JsonNode operation = paths.path("/api/v1/modules/{m}" + path).path(method);
        assertThat(operation.isObject()).as(method + " " + path).isTrue();
        return operation;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            post   | /at                        | AT
            get    | /mqtt/capabilities         | AT+MQTTCFG=?, AT+MQTTCONN=?
            get    | /mqtt/{c}/config           | AT+MQTTCFG="query"
            patch  | /mqtt/{c}/config           | AT+MQTTCFG
            get    | /mqtt/{c}/config/{key}     | AT+MQTTCFG
            put    | /mqtt/{c}/config/{key}     | AT+MQTTCFG
            post   | /mqtt/{c}/connection       | AT+MQTTCONN
            get    | /mqtt/{c}/connection       | AT+MQTTSTATE
            delete | /mqtt/{c}/connection       | AT+MQTTDISC
            post   | /mqtt/{c}/subscriptions    | AT+MQTTSUB
            get    | /mqtt/{c}/subscriptions    | AT+MQTTSUB
            delete | /mqtt/{c}/subscriptions    | AT+MQTTUNSUB
            post   | /mqtt/{c}/messages         | AT+MQTTPUB
            get    | /mqtt/{c}/cache            | AT+MQTTREAD
            post   | /mqtt/{c}/cache/read       | AT+MQTTREAD
            get    | /tls/{sslId}               | AT+MSSLCFG
            put    | /tls/{sslId}               | AT+MSSLCERTWR, AT+MSSLKEYWR, AT+MSSLCFG
            delete | /tls/{sslId}               | AT+MSSLCFG
            """)
    void everyOperationNamesItsCommand(String method, String path, String command) {
        JsonNode operation = operation(method, path);

        assertThat(operation.path("x-at-command").asString("")).isEqualTo(command);
        assertThat(operation.path("summary").asString("")).isNotBlank();
        assertThat(operation.path("tags").size()).isEqualTo(1);
        assertThat(operation.path("responses").path("200").path("content").isObject()).isTrue();
        assertThat(operation.path("responses").propertyNames())
                .contains("404", "409", "422", "429", "502", "503", "504");
        operation.path("parameters").forEach(parameter ->
                assertThat(parameter.path("description").asString("")).as(parameter.toString()).isNotBlank());
    }

    @Test
    void topicsToUnsubscribeAreOneRepeatedParameter() {
        JsonNode parameters = operation("delete", "/mqtt/{c}/subscriptions").path("parameters");

        assertThat(parameters.valueStream().map(parameter -> parameter.path("name").asString("")))
                .containsExactlyInAnyOrder("m", "c", "wait", "topic");
        assertThat(parameters.valueStream().filter(parameter -> parameter.path("name").asString("").equals("topic"))
                .map(parameter -> parameter.at("/schema/type").asString(""))).containsExactly("array");
    }

    @Test
    void theInboxSharesItsPathWithPublishing() {
        assertThat(paths.path("/api/v1/modules/{m}/mqtt/{c}/messages").propertyNames()).contains("get", "post");
        assertThat(operation("get", "/commands").path("operationId").asString("")).isEqualTo("listCommands");
        assertThat(operation("get", "/commands/{id}").path("operationId").asString("")).isEqualTo("getCommand");
    }
}
