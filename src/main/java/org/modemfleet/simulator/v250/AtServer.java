package org.modemfleet.simulator.v250;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The TA's side of the AT line: runs command lines in the order in which they came, each to its final result; answers
 * and unsolicited results go out whole, unsolicited ones never between a command and its final result, nor while data
 * mode reads. Confined to one event loop.
 *
 * @param <T> what the commands act on
 */
public final class AtServer<T> {

    private static final byte[] PROMPT = {'\r', '\n', '>'};

    /** A module's RAM is finite: what comes unsolicited beyond this while data mode reads is lost. */
    private static final int MAX_HELD_BYTES = 1 << 20;

    private final CommandTable<T> table;
    private final T target;
    private final TerminalSettings settings;
    private final Output output;
    private final CommandLineReader reader;
    private final Deque<byte[]> held = new ArrayDeque<>(2);
    private int heldBytes;
    private @Nullable Run run;
    private @Nullable DataMode data;
    private @Nullable Runnable cancelTimeout;
    private boolean lineFeedDue;
    private boolean carriageReturnDue;
    private boolean stopped;

    /** Where the server writes and how it waits. */
    public interface Output {

        /** Never blocks. */
        void write(byte[] bytes);

        /** Counts bytes that nobody will ever read. */
        void dropped(int bytes);

        /** Runs the task on the server's event loop after a time; the answer cancels it. */
        Runnable after(Duration delay, Runnable task);
    }

    /** A command line on its way: what is left of it and the rows so far. */
    private record Run(Cursor cursor, Answer answer) {}

    /** @param maxLineBytes longest command line, from {@code AT} to before CR; a longer one is answered with ERROR */
    public AtServer(CommandTable<T> table, T target, TerminalSettings settings, int maxLineBytes, Output output) {
        this.table = table;
        this.target = target;
        this.settings = settings;
        this.reader = new CommandLineReader(maxLineBytes);
        this.output = output;
    }

    /** Bytes from the terminal, in any chunks. */
    public void received(byte[] bytes) {
        for (int i = 0; i < bytes.length && !stopped; i++) {
            byte b = bytes[i];
            boolean endsLine = lineFeedDue && b == '\n';
            lineFeedDue = false;
            if (endsLine) {
                continue;
            }
            if (data == null) {
                accept(b);
            } else if (data.accept(b)) {
                boolean surplus = data.countsSurplus() && i < bytes.length - 1;
                carriageReturnDue = true;
                endDataMode(surplus);
                if (surplus) {
                    return;
                }
            }
        }
    }

    /** Prints an unsolicited result code, as soon as no command is under way. */
    public void unsolicited(byte[] text) {
        if (stopped) {
            return;
        }
        byte[] line = Answer.line(text);
        if (run == null) {
            output.write(line);
        } else if (heldBytes + line.length > MAX_HELD_BYTES) {
            output.dropped(line.length);
        } else {
            held.add(line);
            heldBytes += line.length;
        }
    }

    /** Power is off: nothing is read or written any more, a command under way is never answered. */
    public void stop() {
        stopped = true;
        held.clear();
        endTimeout();
    }

    private void accept(byte b) {
        boolean afterData = carriageReturnDue;
        carriageReturnDue = false;
        if (b == '\r') {
            lineFeedDue = true;
            if (afterData) {
                return;
            }
        }
        CommandLineReader.Line line = reader.accept(b);
        if (line != null) {
            begin(line);
        }
    }

    private void begin(CommandLineReader.Line line) {
        if (settings.echo()) {
            output.write(echo(line.bytes()));
        }
        Cursor cursor = new Cursor(line.bytes());
        if (!isCommandLine(cursor)) {
            return;
        }
        run = new Run(cursor, new Answer());
        if (line.overlong()) {
            finish("ERROR");
        } else {
            proceed(run);
        }
    }

    private static boolean isCommandLine(Cursor cursor) {
        return (cursor.peek() | 0x20) == 'a' && cursor.next() != Cursor.END
                && (cursor.peek() | 0x20) == 't' && cursor.next() != Cursor.END;
    }

    private static byte[] echo(byte[] line) {
        byte[] echo = Arrays.copyOf(line, line.length + 1);
        echo[line.length] = '\r';
        return echo;
    }

    /** Runs the commands that are left of the line, up to one that waits for data. */
    private void proceed(Run line) {
        Completion last = Completion.OK;
        while (last instanceof Completion.Done && line.cursor().peek() != Cursor.END) {
            if (!line.cursor().skip(';')) {
                last = table.run(target, settings, line.cursor(), line.answer());
            }
        }
        end(last);
    }

    private void end(Completion last) {
        switch (last) {
            case Completion.Done _ -> finish("OK");
            case Completion.Unknown _ -> finish("ERROR");
            case Completion.Refused refused -> finish(refused.error().finalResult(settings.errorFormat()));
            case Completion.LastDone done -> {
                finish("OK");
                done.afterwards().run();
            }
            case Completion.ReadData request -> beginDataMode(request);
        }
    }

    private void finish(String finalResult) {
        if (run == null || stopped) {
            return;
        }
        output.write(run.answer().complete(finalResult));
        run = null;
        while (!held.isEmpty()) {
            output.write(held.remove());
        }
        heldBytes = 0;
    }

    private void beginDataMode(Completion.ReadData request) {
        data = new DataMode(request);
        cancelTimeout = output.after(request.timeout(), () -> endDataMode(false));
        output.write(PROMPT);
    }

    private void endDataMode(boolean surplus) {
        DataMode ended = data;
        Run line = run;
        if (ended == null || line == null || stopped) {
            return;
        }
        data = null;
        endTimeout();
        Completion completion = ended.end(surplus);
        if (completion instanceof Completion.Done) {
            proceed(line);
        } else {
            end(completion);
        }
    }

    private void endTimeout() {
        if (cancelTimeout != null) {
            cancelTimeout.run();
            cancelTimeout = null;
        }
    }
}
