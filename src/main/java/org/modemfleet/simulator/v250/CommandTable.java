package org.modemfleet.simulator.v250;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Every command that a module knows, by its name in upper case. Made once and shared by all modules.
 *
 * @param <T> what the commands act on
 */
public final class CommandTable<T> {

    private static final int MAX_REGISTER = 255;

    private final Map<String, Command<T>> extended = new HashMap<>();
    private final Map<String, BasicCommand<T>> basic = new HashMap<>();

    /** {@code AT<x><n>} or {@code AT&<x><n>}; a missing n is 0. */
    @FunctionalInterface
    public interface BasicCommand<T> {
        Completion run(T target, int n, Answer answer);
    }

    /** @param name such as {@code +CSQ} */
    public CommandTable<T> extended(String name, Command<T> command) {
        extended.put(name, command);
        return this;
    }

    /** @param name such as {@code E} or {@code &F} */
    public CommandTable<T> basic(String name, BasicCommand<T> command) {
        basic.put(name, command);
        return this;
    }

    /** Runs the command at the cursor and stands behind it then, if it succeeded. */
    Completion run(T target, TerminalSettings settings, Supervisor supervisor, Cursor cursor, Answer answer) {
        if (cursor.peek() == '+') {
            String name = extendedName(cursor);
            Command<T> command = extended.get(name);
            if (command == null) {
                return Completion.UNKNOWN_COMMAND;
            }
            CmeError refusal = supervisor.refusal(name);
            return refusal != null ? Completion.refused(refusal) : command.run(target, cursor, answer);
        }
        String prefix = cursor.skip('&') ? "&" : "";
        String name = prefix + String.valueOf((char) cursor.next()).toUpperCase(Locale.ROOT);
        if (name.equals("S")) {
            return register(settings, cursor, answer);
        }
        BasicCommand<T> command = basic.get(name);
        if (command == null) {
            return Completion.UNKNOWN_COMMAND;
        }
        String n = cursor.takeWhile(CommandTable::isDigit);
        if (n.length() > 3) {
            return Completion.INVALID_PARAMETER;
        }
        return command.run(target, n.isEmpty() ? 0 : Integer.parseInt(n), answer);
    }

    /** Passes the name of an extended command, such as {@code +CSQ}; empty, and nothing is passed, if it is a basic one. */
    static String extendedName(Cursor cursor) {
        return cursor.skip('+') ? "+" + cursor.takeWhile(CommandTable::isNameByte).toUpperCase(Locale.ROOT) : "";
    }

    /** {@code ATS<n>=<m>} stores m, 0–255; {@code ATS<n>?} prints it in three digits (V.250 5.3.2). */
    private static Completion register(TerminalSettings settings, Cursor cursor, Answer answer) {
        String n = cursor.takeWhile(CommandTable::isDigit);
        boolean reads = cursor.skip('?');
        if (!reads && !cursor.skip('=')) {
            return Completion.NOT_SUPPORTED;
        }
        String m = reads ? "" : cursor.takeWhile(CommandTable::isDigit);
        if (!isByte(n) || !reads && !isByte(m)) {
            return Completion.INVALID_PARAMETER;
        }
        if (reads) {
            answer.row("%03d".formatted(settings.register(Integer.parseInt(n))));
        } else {
            settings.register(Integer.parseInt(n), Integer.parseInt(m));
        }
        return Completion.OK;
    }

    private static boolean isByte(String digits) {
        return !digits.isEmpty() && digits.length() <= 3 && Integer.parseInt(digits) <= MAX_REGISTER;
    }

    private static boolean isDigit(int b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isNameByte(int b) {
        return isDigit(b) || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b == '_';
    }
}
