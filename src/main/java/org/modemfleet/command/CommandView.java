package org.modemfleet.command;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.Settlement;

/**
 * A command as the history tells it.
 *
 * @param commandId opaque
 * @param connectId null where the command is about no connection
 * @param outcome null until it is known
 * @param connState the state of the conn URC that settled it
 * @param cme the number of the module's error
 * @param detail why it was refused or is indeterminate
 * @param at null until the module answered
 * @param settledBy {@code query} if the module was asked because nobody knew or the URC was overdue; else null
 * @param byReconciler whether the service sent it by itself, to make the module what is wanted of it
 * @param epoch the module's epoch in which it was sent; null if it was not
 */
public record CommandView(String commandId, String module, @Nullable Integer connectId, CommandKind kind,
        CommandState state, @Nullable Outcome outcome, @Nullable Integer mid, @Nullable Integer length,
        @Nullable Integer connState, List<Settlement.TopicResult> results, @Nullable Integer cme,
        @Nullable String detail, @Nullable AtTranscript at, @Nullable Long epoch, Instant createdAt,
        @Nullable Instant settledAt, @Nullable String settledBy, boolean byReconciler) {}
