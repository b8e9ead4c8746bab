package org.modemfleet.channel;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtExchange;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.at.AtOutcome.Reason;
import org.modemfleet.at.FinalResult;

/** A command that was sent and whose answer the module owes us. Guarded by the channel's lock. */
final class Slot {

    private final AtCommand<?> command;
    private final byte[] line;
    private final Instant sentAt;
    private long sentNanos;
    private long lastPromptNanos;
    private @Nullable Duration closesAfter;
    private boolean written;
    private boolean fed;
    private boolean doubtful;
    private boolean abandoned;
    private boolean rowSeen;
    private List<AtLine> rows = new ArrayList<>();
    private final List<AtLine> foreign = new ArrayList<>();
    private @Nullable FinalResult result;
    private @Nullable Reason reason;
    private @Nullable AtExchange exchange;

    Slot(AtCommand<?> command, Instant sentAt, long sentNanos) {
        this.command = command;
        this.line = ("AT" + command.body()).getBytes(StandardCharsets.UTF_8);
        this.sentAt = sentAt;
        this.sentNanos = sentNanos;
        this.lastPromptNanos = sentNanos;
        this.closesAfter = command.dataMode().map(AtCommand.DataMode::closesAfter).orElse(null);
    }

    AtCommand<?> command() {
        return command;
    }

    byte[] wireLine() {
        byte[] bytes = Arrays.copyOf(line, line.length + 2);
        bytes[line.length] = '\r';
        bytes[line.length + 1] = '\n';
        return bytes;
    }

    /** As sent, without its end. */
    byte[] line() {
        return line;
    }

    /** {@link #line} with secrets as {@code ***}. */
    byte[] shownLine() {
        return command.shown().getBytes(StandardCharsets.UTF_8);
    }

    boolean holdsSecret() {
        return !Arrays.equals(line, shownLine());
    }

    /** {@link #wireLine} with secrets as {@code ***}. */
    byte[] shownWireLine() {
        return (command.shown() + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    boolean isEcho(AtLine other) {
        return Arrays.equals(line, other.bytes());
    }

    boolean isProbe() {
        return command instanceof Probe;
    }

    void written(long nanos) {
        written = true;
        sentNanos = nanos;
    }

    boolean isWritten() {
        return written;
    }

    void prompted(long nanos) {
        lastPromptNanos = nanos;
    }

    /** A prompt came that the command had not declared. */
    void surprised(long nanos) {
        closesAfter = ChannelTiming.SURPRISING_DATA_MODE;
        prompted(nanos);
    }

    /** Until when bytes that we send could be taken as data; {@code now} if they cannot. */
    long shutUntil(long now) {
        if (closesAfter == null) {
            return now;
        }
        long since = Math.max(sentNanos - now, lastPromptNanos - now);
        return now + Math.max(0, since + closesAfter.plus(ChannelTiming.DATA_MODE_MARGIN).toNanos());
    }

    /** The module has restarted. */
    void dataModeIsOver() {
        closesAfter = null;
    }

    boolean mayPrompt() {
        return closesAfter != null && (abandoned || !fed);
    }

    /** The bytes to send for a prompt, once; null if none may be sent. */
    byte @Nullable [] feed() {
        if (abandoned || fed || doubtful || command.dataMode().isEmpty()) {
            return null;
        }
        byte[] payload = command.dataMode().get().payload();
        fed = payload != null;
        return payload;
    }

    /** What comes now may be part of a line that could not be delimited: a prompt is not to be trusted. */
    void doubt() {
        doubtful = true;
    }

    void row(AtLine row) {
        rowSeen = true;
        rows.add(row);
    }

    boolean rowSeen() {
        return rowSeen;
    }

    void foreign(AtLine other) {
        foreign.add(other);
    }

    boolean isAbandoned() {
        return abandoned;
    }

    boolean isOver() {
        return exchange != null;
    }

    void settle(FinalResult end, long nanos) {
        result = end;
        exchange = exchange(end, nanos);
    }

    /** No final result is waited for any longer; one that comes later is a late one. */
    void abandon(Reason why, long nanos) {
        reason = why;
        exchange = exchange(null, nanos);
        abandoned = true;
        rowSeen = false;
        rows = new ArrayList<>();
    }

    boolean hasRows() {
        return !rows.isEmpty();
    }

    AtExchange late(@Nullable FinalResult end, long nanos) {
        return new AtExchange(command.shown(), List.copyOf(rows), end, List.of(), sentAt,
                Duration.ofNanos(nanos - sentNanos));
    }

    /**
     * How it ended.
     *
     * @param <R> what the slot's own command decodes to
     * @throws AtDecodingException if the rows are not what the command answers
     */
    <R> AtOutcome<R> outcome(AtCommand<R> own) throws AtDecodingException {
        if (result == null) {
            return new AtOutcome.Indeterminate<>(reason, exchange);
        }
        return result.isOk() ? new AtOutcome.Done<>(own.decode(exchange.rows()), exchange)
                : new AtOutcome.Refused<>(result, exchange);
    }

    @Nullable AtExchange exchange() {
        return exchange;
    }

    private AtExchange exchange(@Nullable FinalResult end, long nanos) {
        return new AtExchange(command.shown(), List.copyOf(rows), end, List.copyOf(foreign), sentAt,
                Duration.ofNanos(nanos - sentNanos));
    }
}
