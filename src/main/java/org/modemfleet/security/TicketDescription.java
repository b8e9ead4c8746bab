package org.modemfleet.security;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

/** Tells in the API's description that streams are opened with a ticket as well as with the token. */
final class TicketDescription implements GlobalOpenApiCustomizer {

    /** As the document names the token, which all operations take. */
    private static final String TOKEN = "bearer";

    @Override
    public void customise(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(new Components());
        }
        api.getComponents().addSecuritySchemes(TicketHider.PARAMETER, new SecurityScheme()
                .type(SecurityScheme.Type.APIKEY).in(SecurityScheme.In.QUERY).name(TicketHider.PARAMETER)
                .description("A one-time ticket, for browsers, which cannot send a token there."));
        for (String path : Credentials.STREAMS) {
            PathItem stream = api.getPaths().get(path);
            if (stream != null) {
                stream.readOperations().forEach(operation -> operation.setSecurity(List.of(
                        new SecurityRequirement().addList(TOKEN), new SecurityRequirement().addList(TicketHider.PARAMETER))));
            }
        }
    }
}
