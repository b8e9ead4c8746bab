package org.modemfleet.at;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtLine.Kind;
import org.modemfleet.at.LineGrammar.Framing;

/**
 * Delimits what a module writes: bytes in any chunks → lines, the prompt, counted payloads. The same bytes give the
 * same lines however they are cut.
 *
 * <p>A plain line ends at CR LF. A lone CR (the end of an echoed command line) or a lone LF (a byte was lost) ends it
 * too; empty lines are dropped. A counted line is provisional until CR LF stands where its count says. If it does not,
 * the header line, up to its first CR LF, is {@link Kind#MALFORMED} and lexing restarts right behind it, so that lines
 * hidden in what seemed a payload are found. Apart from line ends and the blank behind a prompt, no byte is dropped.
 *
 * <p>Not for several threads at once.
 */
public final class AtLexer {

    /**
     * A plain line is kept up to this many bytes; a longer one comes in {@link Kind#OVERLONG} pieces of this length.
     */
    public static final int MAX_PLAIN_BYTES = 16 * 1024;

    /** A counted line, payload included, is kept up to this many bytes; a longer one is malformed. */
    public static final int MAX_COUNTED_BYTES = 256 * 1024;

    private static final byte CR = '\r';
    private static final byte LF = '\n';
    private static final int KEEP_BUFFER = 64 * 1024;

    private final LineGrammar grammar;
    private final int maxPlain;
    private final int maxCounted;

    private byte[] buffer = new byte[1024];
    /** Where the current line begins. */
    private int start;
    /** Behind the last byte received. */
    private int end;
    /** Before this place there is nothing new to see in the current line. */
    private int scanned;
    /** Where the header line of an expired counted line ends; negative if none has expired. */
    private int expired = -1;
    private State state = State.PLAIN;
    private boolean promptAwaited;
    private boolean behindPrompt;

    /** What is known of the line that begins at {@link #start}. */
    private enum State { PLAIN, COUNTED, MALFORMED, OVERLONG }

    public AtLexer(LineGrammar grammar) {
        this(grammar, MAX_PLAIN_BYTES, MAX_COUNTED_BYTES);
    }

    AtLexer(LineGrammar grammar, int maxPlain, int maxCounted) {
        this.grammar = grammar;
        this.maxPlain = maxPlain;
        this.maxCounted = maxCounted;
    }

    /** Takes bytes as they came; {@link #next} gives the lines that they complete. */
    public void feed(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, end, bytes.length);
        end += bytes.length;
    }

    /**
     * Whether a line that begins with {@code >} is the prompt (3GPP TS 27.005 3.5.1) from here on; else it is an
     * ordinary line.
     */
    public void awaitPrompt(boolean awaited) {
        promptAwaited = awaited;
    }

    /** The next line, or null if more bytes are needed. */
    public @Nullable AtLine next() {
        dropLineEnds();
        if (start == end) {
            return null;
        }
        return switch (state) {
            case PLAIN -> promptAwaited && buffer[start] == '>' ? prompt() : plain();
            case COUNTED -> counted();
            case MALFORMED -> malformed();
            case OVERLONG -> overlong();
        };
    }

    /** Whether bytes of an unfinished counted line are held: {@link #expire} is due if no more come. */
    public boolean isProvisional() {
        return switch (state) {
            case COUNTED, MALFORMED -> true;
            case OVERLONG -> false;
            case PLAIN -> start < end && !(grammar.frame(buffer, start, end) instanceof Framing.Plain);
        };
    }

    /** Whether all that is held is what a prompt looks like, though none was awaited. */
    public boolean looksPrompted() {
        int length = end - start;
        return state == State.PLAIN && length >= 1 && buffer[start] == '>'
                && (length == 1 || length == 2 && buffer[start + 1] == ' ');
    }

    /**
     * No byte came for so long that the rest of a counted line cannot be hoped for: its header line is malformed and
     * given by {@link #next}, and lexing restarts behind it. Without such a line nothing changes.
     */
    public void expire() {
        if (!isProvisional()) {
            return;
        }
        int headerEnd = crLf(start, end);
        if (headerEnd < 0) {
            headerEnd = lineEnd(start, end);
        }
        expired = headerEnd < 0 ? end : headerEnd;
        state = State.MALFORMED;
    }

    /** What is left of an unfinished line, now that no byte will follow; null if nothing is. */
    public @Nullable AtLine remainder() {
        dropLineEnds();
        state = State.PLAIN;
        return start == end ? null : take(Kind.MALFORMED, end, end - start);
    }

    private void dropLineEnds() {
        if (state == State.COUNTED || state == State.MALFORMED) {
            return;
        }
        while (start < end) {
            byte b = buffer[start];
            if (behindPrompt && b == ' ') {
                behindPrompt = false;
            } else if (b == CR || b == LF) {
                state = State.PLAIN;
                behindPrompt = false;
            } else {
                break;
            }
            start++;
        }
        if (start < end) {
            behindPrompt = false;
        }
        scanned = Math.max(scanned, start);
    }

    private AtLine prompt() {
        AtLine line = take(Kind.PROMPT, start + 1, 1);
        behindPrompt = true;
        return line;
    }

    private @Nullable AtLine plain() {
        int limit = Math.min(end, start + maxPlain);
        int stop = lineEnd(scanned, limit);
        if (stop < 0 && end - start < maxPlain) {
            scanned = end;
            return null;
        }
        // As if no more had come than this, so that the chunks decide nothing.
        Framing framing = grammar.frame(buffer, start, stop < 0 ? limit : stop + 1);
        if (!(framing instanceof Framing.Plain)) {
            state = State.COUNTED;
            scanned = start;
            return counted();
        }
        if (stop >= 0) {
            return take(Kind.TEXT, stop, stop - start);
        }
        state = State.OVERLONG;
        return overlong();
    }

    private @Nullable AtLine counted() {
        if (scanned == end) {
            return null;
        }
        scanned = end;
        switch (grammar.frame(buffer, start, Math.min(end, start + maxCounted))) {
            case Framing.Complete complete -> {
                state = State.PLAIN;
                return take(Kind.COUNTED, start + complete.end(), complete.payloadStart());
            }
            case Framing.Incomplete _ when end - start < maxCounted -> {
                return null;
            }
            default -> {
                state = State.MALFORMED;
                scanned = start;
                return malformed();
            }
        }
    }

    private @Nullable AtLine malformed() {
        int limit = Math.min(end, start + maxPlain);
        int stop = expired >= 0 ? Math.min(expired, limit) : crLf(start, limit);
        if (stop < 0 && end - start < maxPlain) {
            return null;
        }
        boolean whole = stop >= 0 && stop - start < maxPlain;
        state = whole ? State.PLAIN : State.OVERLONG;
        expired = -1;
        int length = whole ? stop - start : maxPlain;
        return take(Kind.MALFORMED, start + length, length);
    }

    /** A piece of a line that is longer than we keep; its last piece ends where the line does. */
    private @Nullable AtLine overlong() {
        int limit = Math.min(end, start + maxPlain);
        int stop = lineEnd(scanned, limit);
        if (stop >= 0) {
            state = State.PLAIN;
            return take(Kind.OVERLONG, stop, stop - start);
        }
        scanned = limit;
        return end - start < maxPlain ? null : take(Kind.OVERLONG, limit, maxPlain);
    }

    private AtLine take(Kind kind, int to, int payloadStart) {
        AtLine line = new AtLine(kind, Arrays.copyOfRange(buffer, start, to), payloadStart);
        start = to;
        scanned = to;
        return line;
    }

    private int lineEnd(int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] == CR || buffer[i] == LF) {
                return i;
            }
        }
        return -1;
    }

    private int crLf(int from, int to) {
        for (int i = from; i + 1 < to; i++) {
            if (buffer[i] == CR && buffer[i + 1] == LF) {
                return i;
            }
        }
        return -1;
    }

    private void reserve(int length) {
        if (start == end && buffer.length > KEEP_BUFFER) {
            buffer = new byte[KEEP_BUFFER];
        }
        if (start == end) {
            move(0, buffer);
        }
        if (end + length <= buffer.length) {
            return;
        }
        int needed = end - start + length;
        move(0, needed <= buffer.length / 2 ? buffer : new byte[Math.max(needed, 2 * (end - start))]);
    }

    private void move(int to, byte[] target) {
        System.arraycopy(buffer, start, target, to, end - start);
        buffer = target;
        scanned -= start;
        end -= start;
        if (expired >= 0) {
            expired -= start;
        }
        start = to;
    }
}
