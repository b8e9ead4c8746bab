package org.modemfleet.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modemfleet.simulator.v250.Printed;

/**
 * What a module was told and what it said, before any fault touched it: the newest entries. A password of AT+MQTTCONN and a private key
 * are not kept. Confined to the module's event loop.
 */
final class ModuleLog {

    private static final int MOST_ENTRIES = 2_000;
    /** What an entry costs besides its text. */
    private static final int ENTRY_BYTES = 80;
    /** The sixth parameter of AT+MQTTCONN, and the data of AT+MSSLKEYWR. */
    private static final Pattern SECRET = Pattern.compile(
            "(?is)(\\+MQTTCONN=[^,]*(?:,(?:\"[^\"]*\"|[^,;\"]*)){4},\")([^\"]+)(?=\")|(\\+MSSLKEYWR=[^,]*,[^,]*,[^,]*,\")(.+)(?=\")");

    private final Clock clock;
    private final LogBudget budget;
    private final Deque<LogEntry> entries = new ArrayDeque<>(0);
    private int bytes;
    private long sequence;

    ModuleLog(Clock clock, LogBudget budget) {
        this.clock = clock;
        this.budget = budget;
    }

    void command(byte[] line) {
        Matcher secret = SECRET.matcher(new String(line, StandardCharsets.ISO_8859_1));
        add(LogEntry.Kind.COMMAND, secret.find() ? secret.replaceAll("$1$3***").getBytes(StandardCharsets.ISO_8859_1) : line);
    }

    /** Echoes are not told: their command line was. */
    void printed(Printed printed) {
        switch (printed) {
            case Printed.Result result -> add(LogEntry.Kind.ANSWER, bare(result.bytes()));
            case Printed.Prompt prompt -> add(LogEntry.Kind.PROMPT, bare(prompt.bytes()));
            case Printed.Unsolicited urc -> add(LogEntry.Kind.URC, bare(urc.bytes()));
            case Printed.Echo _ -> { }
        }
    }

    void state(String what) {
        add(LogEntry.Kind.STATE, what.getBytes(StandardCharsets.UTF_8));
    }

    private void add(LogEntry.Kind kind, byte[] text) {
        sequence++;
        entries.add(new LogEntry(sequence, Instant.now(clock), kind, text));
        bytes += ENTRY_BYTES + text.length;
        int most = budget.bytesEach();
        while (entries.size() > MOST_ENTRIES || bytes > most && entries.size() > 1) {
            bytes -= ENTRY_BYTES + entries.remove().text().length;
        }
    }

    /** Oldest first. */
    List<LogEntry> read(long after, int limit) {
        List<LogEntry> read = new ArrayList<>();
        for (LogEntry entry : entries) {
            if (entry.sequence() > after && read.size() < limit) {
                read.add(entry);
            }
        }
        return read;
    }

    /** Without the CR LFs at both ends. */
    private static byte[] bare(byte[] printed) {
        int from = 0;
        int to = printed.length;
        while (from < to && (printed[from] == '\r' || printed[from] == '\n')) {
            from++;
        }
        if (to - from >= 2 && printed[to - 2] == '\r' && printed[to - 1] == '\n') {
            to -= 2;
        }
        return Arrays.copyOfRange(printed, from, to);
    }
}
