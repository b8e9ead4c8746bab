package org.modemfleet.at;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One command form: what is sent, which lines belong to its answer, how long it may take, what its rows mean.
 *
 * @param <R> what its rows say
 */
public interface AtCommand<R> {

    /** What follows {@code AT}, without the line's end; sent as UTF-8. */
    String body();

    /** The command line as it may be shown, {@code AT} included, with secrets as {@code ***}. */
    default String shown() {
        return "AT" + body();
    }

    /** Which lines belong to the answer. */
    ResponseShape shape();

    /** How long the final result may take, from the last byte of the command line. */
    Duration timeout();

    /**
     * Reads the rows of an answer that ended in {@code OK}.
     *
     * @throws AtDecodingException if they are not what this form answers
     */
    R decode(List<AtLine> rows) throws AtDecodingException;

    /** Set for a command that opens, or may open, data mode. */
    default Optional<DataMode> dataMode() {
        return Optional.empty();
    }

    /** Whether nobody may see the bytes that answer its prompt. */
    default boolean isDataSecret() {
        return false;
    }

    /**
     * Data mode of a command (3GPP TS 27.005 3.5.1): after the prompt the module takes bytes, not lines.
     *
     * @param payload what is sent after the prompt; null where the prompt would be a surprise
     * @param closesAfter after this time, counted from the prompt, the module ends data mode by itself
     */
    record DataMode(byte @Nullable [] payload, Duration closesAfter) {}
}
