package org.modemfleet.command.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.command.CommandView;

/** A command in the history. */
@Schema(name = "Command", description = "A command in the history. Fields that do not belong to it, or are not known "
        + "yet, are left out.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record CommandEntry(
        @Schema(example = "0000019aa8e2d4000009c1f3") String commandId,
        @Schema(example = "sim-1") String module,
        @Schema(description = "Absent where the command is about no connection", example = "0")
        @Nullable Integer connectId,
        @Schema(allowableValues = {"configure", "connect", "disconnect", "subscribe", "unsubscribe", "publish", "read",
                "tls", "raw"}, example = "publish")
        String kind,
        @Schema(allowableValues = {"queued", "running", "pending", "done", "refused", "indeterminate"},
                example = "done")
        String state,
        @Schema(description = "As in the command's answer", example = "acknowledged") @Nullable String outcome,
        @Schema(example = "18798") @Nullable Integer mid,
        @Schema(example = "15") @Nullable Integer length,
        @Nullable Integer connState,
        @Nullable List<CommandAnswer.TopicAnswer> results,
        @Schema(description = "The number of the module's error") @Nullable Integer cme,
        @Schema(description = "Why it was refused, or is indeterminate") @Nullable String detail,
        @Nullable AtAnswer at,
        @Schema(description = "The module's epoch in which it was sent", example = "3") @Nullable Long epoch,
        Instant createdAt,
        @Nullable Instant settledAt,
        @Schema(description = "`query`: it was `indeterminate`, and the module was asked afterwards", allowableValues = "query")
        @Nullable String settledBy,
        @Schema(description = "`reconciler`: the service sent it to make the module what is wanted of it", allowableValues = "reconciler")
        @Nullable String origin) {

    static CommandEntry of(CommandView view) {
        return new CommandEntry(view.commandId(), view.module(), view.connectId(), view.kind().json(),
                view.state().json(), view.outcome() == null ? null : view.outcome().json(), view.mid(), view.length(),
                view.connState(),
                view.results().isEmpty() ? null
                        : view.results().stream().map(CommandAnswer.TopicAnswer::of).toList(),
                view.cme(), view.detail(), view.at() == null ? null : AtAnswer.of(view.at()), view.epoch(),
                view.createdAt(), view.settledAt(), view.settledBy(), view.byReconciler() ? "reconciler" : null);
    }

    /** @param next the cursor of the rest; null if there is none */
    @Schema(name = "CommandList")
    record Page(List<CommandEntry> items, @Schema(description = "Give it as `after` for the rest") @Nullable String next) {}
}
