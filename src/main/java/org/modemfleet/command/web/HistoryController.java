package org.modemfleet.command.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.modemfleet.command.CommandHistory;
import org.modemfleet.fleet.Fleet;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /modules/{m}/commands}: the command history. */
@RestController
@RequestMapping(path = "/api/v1/modules/{m}/commands", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Command history", description = "What was asked of a module, and how it ended. Queries, which change "
        + "nothing, are not in it.")
class HistoryController {

    private final CommandHistory history;
    private final Fleet fleet;

    HistoryController(CommandHistory history, Fleet fleet) {
        this.history = history;
        this.fleet = fleet;
    }

    @GetMapping
    @Operation(operationId = "listCommands", summary = "List the commands of a module", description = "Newest first.")
    @ApiResponse(responseCode = "200", description = "A page of commands")
    @ApiResponse(responseCode = "400", description = "`bad-cursor`")
    @ApiResponse(responseCode = "404", description = "`not-found`: no such module")
    CommandEntry.Page list(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "At most so many, 1 to 1000.") @RequestParam(defaultValue = "100")
            @Min(1) @Max(1000) int limit,
            @Parameter(description = "The `next` of the page before.") @RequestParam(required = false)
            @Nullable String after) {
        fleet.requireModule(m);
        CommandHistory.Page page = history.list(m, after, limit);
        return new CommandEntry.Page(page.items().stream().map(CommandEntry::of).toList(), page.next());
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getCommand", summary = "Show a command", description = "Also where the `Location` of a "
            + "202 answer leads: the outcome is `pending` until the URC has come.")
    @ApiResponse(responseCode = "200", description = "The command as it is now")
    @ApiResponse(responseCode = "404", description = "`not-found`: no such module or command")
    CommandEntry get(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "The command's id.") @PathVariable String id) {
        fleet.requireModule(m);
        return CommandEntry.of(history.get(m, id));
    }
}
