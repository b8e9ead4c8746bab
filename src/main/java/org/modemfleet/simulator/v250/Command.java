package org.modemfleet.simulator.v250;

import org.jspecify.annotations.Nullable;

/**
 * An extended command and its forms (V.250 5.4.3–5.4.4): test {@code AT+X=?}, read {@code AT+X?}, set {@code AT+X=…},
 * execute {@code AT+X}. A form that it does not have is refused as not supported.
 *
 * @param <T> what the commands act on
 */
public final class Command<T> {

    private final @Nullable Form<T> test;
    private final @Nullable Form<T> read;
    private final @Nullable SetForm<T> set;
    private final @Nullable Form<T> execute;

    private Command(@Nullable Form<T> test, @Nullable Form<T> read, @Nullable SetForm<T> set,
            @Nullable Form<T> execute) {
        this.test = test;
        this.read = read;
        this.set = set;
        this.execute = execute;
    }

    /** A form without parameters. */
    @FunctionalInterface
    public interface Form<T> {
        Completion run(T target, Answer answer);
    }

    @FunctionalInterface
    public interface SetForm<T> {
        Completion run(T target, Arguments arguments, Answer answer);
    }

    public static <T> Command<T> none() {
        return new Command<>(null, null, null, null);
    }

    public Command<T> test(Form<T> form) {
        return new Command<>(form, read, set, execute);
    }

    public Command<T> read(Form<T> form) {
        return new Command<>(test, form, set, execute);
    }

    public Command<T> set(SetForm<T> form) {
        return new Command<>(test, read, form, execute);
    }

    public Command<T> execute(Form<T> form) {
        return new Command<>(test, read, set, form);
    }

    /** Runs the form that stands at the cursor, behind the name. */
    Completion run(T target, Cursor cursor, Answer answer) {
        if (cursor.skip('?')) {
            return run(read, target, cursor, answer);
        }
        if (!cursor.skip('=')) {
            return run(execute, target, cursor, answer);
        }
        Arguments arguments = new Arguments(cursor);
        if (cursor.skip('?')) {
            return run(test, target, cursor, answer);
        }
        return set == null ? Completion.NOT_SUPPORTED : set.run(target, arguments, answer);
    }

    private static <T> Completion run(@Nullable Form<T> form, T target, Cursor cursor, Answer answer) {
        return form == null || !cursor.atCommandEnd() ? Completion.NOT_SUPPORTED : form.run(target, answer);
    }
}
