package org.modemfleet.security;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

/** Tells in the API's description what {@link Credentials} reads: a token everywhere, or a ticket for the streams. */
final class CredentialsDescription implements GlobalOpenApiCustomizer {

    private static final String TOKEN = "token";
    private static final String TICKET = "ticket";

    @Override
    public void customise(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(new Components());
        }
        api.getComponents()
                .addSecuritySchemes(TOKEN, new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer")
                        .description("The admin token: `modemfleet.admin-token`, else the file `admin-token` in the data directory."))
                .addSecuritySchemes(TICKET, new SecurityScheme().type(SecurityScheme.Type.APIKEY).in(SecurityScheme.In.QUERY)
                        .name(TicketHider.PARAMETER).description("A one-time ticket, for browsers, which cannot send a token there."));
        api.setSecurity(List.of(new SecurityRequirement().addList(TOKEN)));
        for (String path : Credentials.STREAMS) {
            PathItem stream = api.getPaths().get(path);
            if (stream != null) {
                stream.readOperations().forEach(operation -> operation.setSecurity(
                        List.of(new SecurityRequirement().addList(TOKEN), new SecurityRequirement().addList(TICKET))));
            }
        }
    }
}
