package org.modemfleet;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.tags.Tag;
import java.math.BigDecimal;
import java.util.Set;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the document of the HTTP API says once for all operations. */
@Configuration(proxyBeanMethods = false)
class ApiDocument {

    private static final String BEARER = "bearer";
    private static final String PROBLEM = "Problem";

    /** connect_id and ssl_id: 0–5. */
    private static final Set<String> INDICES = Set.of("c", "sslId");

    @Bean
    OpenApiCustomizer wholeDocument() {
        return document -> {
            document.info(new Info().title("Modem Fleet").version("v1").description("""
                    Cellular modules that speak MQTT through AT commands, driven over HTTP: one endpoint per AT command, \
                    settings and messages that persist, and a stream of every `+MQTTURC` event. `x-at-command` names the \
                    AT command of an operation."""));
            document.addTagsItem(new Tag().name("Messages")
                    .description("What a connection publishes, and the inbox of what it received."));
            document.addTagsItem(new Tag().name("Probe").description("Whether messages come through, and how fast."));
            document.addSecurityItem(new SecurityRequirement().addList(BEARER));
            Components components = document.getComponents();
            components.addSecuritySchemes(BEARER, new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer")
                    .description("The admin token: `modemfleet.admin-token`, or the file `admin-token` in the data directory."));
            components.addSchemas(PROBLEM, problem());
            document.getPaths().values().stream().flatMap(path -> path.readOperations().stream()).forEach(operation -> {
                indices(operation);
                failures(operation);
            });
        };
    }

    /** Read as text, so that what no model has is not found rather than malformed. */
    private static void indices(Operation operation) {
        if (operation.getParameters() != null) {
            operation.getParameters().stream().filter(parameter -> INDICES.contains(parameter.getName()))
                    .forEach(parameter -> parameter.schema(new IntegerSchema().format(null)
                            .minimum(BigDecimal.ZERO).maximum(BigDecimal.valueOf(5))).example(0));
        }
    }

    /** Every operation may fail with a problem; a status that it names says what stands behind it. */
    private static void failures(Operation operation) {
        operation.getResponses().addApiResponse("default", new ApiResponse().description("Any failure."));
        operation.getResponses().forEach((status, response) -> {
            if (status.equals("default") || status.startsWith("4") || status.startsWith("5")) {
                response.content(new Content().addMediaType("application/problem+json",
                        new MediaType().schema(new Schema<>().$ref("#/components/schemas/" + PROBLEM))));
            }
        });
    }

    private static Schema<?> problem() {
        return new ObjectSchema().description("RFC 9457. Members that do not belong to the failure are left out.")
                .addProperty("type", new StringSchema().example("urn:modemfleet:problem:already-connected"))
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema().example(409))
                .addProperty("detail", new StringSchema())
                .addProperty("instance", new StringSchema().example("/api/v1/modules/sim-1/mqtt/0/connection"))
                .addProperty("module", new StringSchema().example("sim-1"))
                .addProperty("connectId", new IntegerSchema().example(0))
                .addProperty("cme", new IntegerSchema().description("The number of the module's error").example(604))
                .addProperty("meaning", new StringSchema().example("already connected"))
                .addProperty("at", new ObjectSchema().description("What went over the module's line"))
                .addProperty("outcome", new StringSchema().example("refused"))
                .addProperty("requestId", new StringSchema().description("Stands in the service's log, too"));
    }
}
