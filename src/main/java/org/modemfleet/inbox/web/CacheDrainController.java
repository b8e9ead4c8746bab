package org.modemfleet.inbox.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.modemfleet.inbox.CacheBalance;
import org.modemfleet.inbox.CacheDrain;
import org.modemfleet.inbox.Drain;
import org.modemfleet.inbox.InboxException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code …/cache/drain}: who empties a connection's cache, and what became of the messages in it. */
@RestController
@RequestMapping(path = "/api/v1/modules/{m}/mqtt/{c}/cache/drain", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Messages")
class CacheDrainController {

    private final CacheDrain caches;

    CacheDrainController(CacheDrain caches) {
        this.caches = caches;
    }

    @Schema(name = "CacheDrainRequest")
    record Body(@Schema(allowableValues = {"auto", "manual"}, requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String drain) {}

    @Schema(name = "CacheDrain", description = "carried + announced + unannounced = read + missing + pending, in the newest epoch")
    record View(int connectId, @Schema(allowableValues = {"auto", "manual"}) String drain, CacheBalance balance) {

        static View of(int connectId, CacheDrain.State state) {
            return new View(connectId, state.drain() == Drain.AUTO ? "auto" : "manual", state.balance());
        }
    }

    @GetMapping
    @Operation(operationId = "getCacheDrain", summary = "Who empties the cache, and whether the numbers add up",
            description = "From the database; nothing is asked of the module.")
    @ApiResponse(responseCode = "200", description = "The mode and the balance")
    View get(@PathVariable("m") @Parameter(description = "The module's id.", example = "sim-1") String module,
            @PathVariable("c") @Parameter(description = "connect_id", example = "0") int connectId) {
        requireConnection(module, connectId);
        return View.of(connectId, caches.state(module, connectId));
    }

    @PutMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "putCacheDrain", summary = "Say who empties the cache",
            description = "auto: we do, whenever a message is announced, and now and then. manual: whoever reads it.")
    @ApiResponse(responseCode = "200", description = "The mode and the balance")
    View put(@PathVariable("m") @Parameter(description = "The module's id.", example = "sim-1") String module,
            @PathVariable("c") @Parameter(description = "connect_id", example = "0") int connectId, @RequestBody Body body) {
        requireConnection(module, connectId);
        Drain drain = switch (String.valueOf(body.drain())) {
            case "auto" -> Drain.AUTO;
            case "manual" -> Drain.MANUAL;
            default -> throw new InboxException.BadDrain(module, body.drain());
        };
        return View.of(connectId, caches.change(module, connectId, drain));
    }

    private static void requireConnection(String module, int connectId) {
        if (connectId < 0 || connectId > 5) {
            throw new InboxException.UnknownConnection(module, connectId);
        }
    }
}
