package org.modemfleet.session;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.onemo.Settlement;

/**
 * A command on its way to be settled by URCs.
 *
 * @param at how the AT command ended
 * @param settled completes when the URCs have settled it, each committed to the log before; or when the epoch ends
 *        (indeterminate). Never fails.
 */
public record Settling<R>(AtOutcome<R> at, CompletableFuture<Result> settled) {

    /**
     * @param outcome what the URCs said, {@code null} for indeterminate
     * @param urcs the lines that settled it, as received
     */
    public record Result(Settlement.Settled outcome, List<AtLine> urcs) {}
}
