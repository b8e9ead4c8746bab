package org.modemfleet.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Prints, at the end of the run, what each check said for each invocation of a parameterized class. */
final class ResultTable implements TestWatcher {

    private static final String CLASS_TEMPLATE_INVOCATION = "class-template-invocation";

    @Override
    public void testSuccessful(ExtensionContext context) {
        note(context, "yes");
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        note(context, "-");
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        note(context, "NO");
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        note(context, "off");
    }

    private static void note(ExtensionContext context, String result) {
        ExtensionContext subject = context;
        while (!subject.getUniqueId().matches(".*/\\[" + CLASS_TEMPLATE_INVOCATION + ":#\\d+]")) {
            subject = subject.getParent().orElseThrow();
        }
        String check = context.getRequiredTestMethod().getName()
                + (context.getUniqueId().contains("test-template") ? " " + context.getDisplayName() : "");
        context.getRoot().getStore(ExtensionContext.Namespace.create(ResultTable.class))
                .computeIfAbsent(Table.class, _ -> new Table(), Table.class).note(subject.getDisplayName(), check, result);
    }

    private static final class Table implements AutoCloseable {
        private final Map<String, Map<String, String>> rows = new LinkedHashMap<>();

        synchronized void note(String subject, String check, String result) {
            rows.computeIfAbsent(check, _ -> new LinkedHashMap<>()).put(subject, result);
        }

        @Override
        public synchronized void close() {
            TreeSet<String> subjects = new TreeSet<>();
            rows.values().forEach(row -> subjects.addAll(row.keySet()));
            StringBuilder text = new StringBuilder("%-70s".formatted("check"));
            subjects.forEach(subject -> text.append(" | %-22s".formatted(subject)));
            rows.forEach((check, row) -> {
                text.append(System.lineSeparator()).append("%-70s".formatted(check));
                subjects.forEach(subject -> text.append(" | %-22s".formatted(row.getOrDefault(subject, ""))));
            });
            System.out.println(text);
        }
    }
}
