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
    private final Supervisor supervisor;
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

        /**
         * Never blocks.
         *
         * @return how long until it is on the line
         */
        Duration write(Printed printed);

        /** Counts bytes that nobody will ever read. */
        void dropped(int bytes);

        /** Runs the task on the server's event loop after a time; the answer cancels it. */
        Runnable after(Duration delay, Runnable task);
    }

    /** A command line on its way: what is left of it and the rows so far. */
    private record Run(String command, Cursor cursor, Answer answer) {}

    /** @param maxLineBytes longest command line, from {@code AT} to before CR; a longer one is answered with ERROR */
    public AtServer(CommandTable<T> table, T target, TerminalSettings settings, int maxLineBytes, Output output,
            Supervisor supervisor) {
        this.table = table;
        this.target = target;
        this.settings = settings;
        this.reader = new CommandLineReader(maxLineBytes);
        this.output = output;
        this.supervisor = supervisor;
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
            output.write(new Printed.Unsolicited(line));
        } else if (heldBytes + line.length > MAX_HELD_BYTES) {
            output.dropped(line.length);
        } else {
            held.add(line);
            heldBytes += line.length;
        }
    }

    /** A command line has not yet had its final result. */
    public boolean isBusy() {
        return run != null;
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
        supervisor.commandLine(line.bytes());
        if (settings.echo() || supervisor.forcesEcho()) {
            output.write(new Printed.Echo(echo(line.bytes())));
        }
        Cursor cursor = new Cursor(line.bytes());
        if (!isCommandLine(cursor)) {
            return;
        }
        run = new Run(nameAt(cursor), cursor, new Answer());
        if (line.overlong()) {
            finish("ERROR");
        } else {
            proceed(run);
        }
    }

    /** The prefix is {@code AT} or {@code at} (V.250 5.2.1); the names behind it may be in either case. */
    private static boolean isCommandLine(Cursor cursor) {
        int first = cursor.next();
        int second = cursor.next();
        return first == 'A' && second == 'T' || first == 'a' && second == 't';
    }

    /** The name of the command at the cursor, which stays where it is. */
    private static String nameAt(Cursor cursor) {
        return CommandTable.extendedName(cursor.copy());
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
                last = table.run(target, settings, supervisor, line.cursor(), line.answer());
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
        output.write(run.answer().complete(run.command(), finalResult));
        run = null;
        while (!held.isEmpty()) {
            output.write(new Printed.Unsolicited(held.remove()));
        }
        heldBytes = 0;
    }

    private void beginDataMode(Completion.ReadData request) {
        data = new DataMode(request);
        Duration untilPrompt = output.write(new Printed.Prompt(PROMPT));
        cancelTimeout = output.after(untilPrompt.plus(request.timeout()), () -> endDataMode(false));
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
