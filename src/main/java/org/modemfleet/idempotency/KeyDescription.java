package org.modemfleet.idempotency;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/** Tells of the header in the API's description. */
@Component
class KeyDescription implements GlobalOpenApiCustomizer {

    private static final String MEANING = "Any text of the client's own, such as a UUID. The same request with the same key within 24 hours "
            + "gets the first one's answer again, with `Idempotent-Replayed: true`, and is not done again; 429 and 503 free the key. "
            + "422 `idempotency-key-reused`: it was used for another path or body. 409 `idempotency-key-in-use`: the first request is "
            + "under way. If that was cut off, the answer is what the command history knows, or 504 `no-response`.";

    @Override
    public void customise(OpenAPI api) {
        api.getPaths().forEach((path, item) -> {
            Operation post = item.getPost();
            if (post != null && IdempotencyFilter.covers(HttpMethod.POST, path)) {
                post.addParametersItem(new HeaderParameter().name(IdempotencyFilter.KEY).required(false).description(MEANING)
                        .schema(new StringSchema().minLength(1).maxLength(255)));
            }
        });
    }
}
