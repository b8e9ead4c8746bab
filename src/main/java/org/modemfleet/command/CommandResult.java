package org.modemfleet.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.Settlement;

/**
 * How a command ended that URCs settle, or that one is still due.
 *
 * @param commandId its id in the history
 * @param outcome never {@code indeterminate}: that is {@link CommandException.NoResponse}
 * @param mid the first packet identifier; null where none belongs to the command
 * @param length the size of the PUBLISH packet in bytes; null for other commands
 * @param connState the state of the conn URC that settled it
 * @param queuedMs how long it waited for the module's line
 * @param results per topic, in order; empty unless it is a settled subscribe or unsubscribe
 * @param at null where nobody knows what was sent: the service ended meanwhile
 */
public record CommandResult(String commandId, int connectId, Outcome outcome, @Nullable Integer mid,
        @Nullable Integer length, @Nullable Integer connState, long queuedMs, List<Settlement.TopicResult> results,
        @Nullable AtTranscript at) {}
