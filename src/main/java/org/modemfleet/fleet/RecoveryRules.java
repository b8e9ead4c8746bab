package org.modemfleet.fleet;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may be said of a module's recovery; all violations of a request are told at once. */
class RecoveryRules {

    static final int URL_LENGTH = 1000;
    static final int ARGUMENTS = 32;
    static final int COMMAND_LENGTH = 4000;
    private static final int HOUR = 3600;
    private static final int DAY = 24 * HOUR;
    private static final int DEFAULT_TIMEOUT = 10;
    private static final String STEPS = "each at most once: resynchronize, reopen, reconnect, radio, reboot, hook";
    private static final String URLS = "an http or https address of at most " + URL_LENGTH + " characters, without fragment";
    private static final String COMMANDS = "1 to " + ARGUMENTS + " arguments, the first an absolute path, without control characters, of "
            + COMMAND_LENGTH + " characters in all";

    private final String moduleId;
    private final RecoverySettings before;
    private final List<FleetException.Violation> errors = new ArrayList<>();

    RecoveryRules(String moduleId, RecoverySettings before) {
        this.moduleId = moduleId;
        this.before = before;
    }

    /** @throws FleetException.Invalid if a value is not allowed */
    RecoverySettings check(RecoveryRequest request) {
        RecoverySettings usual = RecoverySettings.DEFAULT;
        RecoveryHook hook = request.hook() == null ? null : hook(request.hook());
        List<RecoverySettings.Rung> ladder = ladder(request);
        RecoverySettings settings = new RecoverySettings(ladder,
                seconds("patienceSeconds", request.patienceSeconds(), 1, HOUR, usual.patience()),
                seconds("coolDownSeconds", request.coolDownSeconds(), 0, DAY, usual.coolDown()),
                number("bucketSize", request.bucketSize(), 1, 1000, usual.bucketSize()),
                seconds("refillSeconds", request.refillSeconds(), 1, 7 * DAY, usual.refill()), hook);
        boolean hasHook = ladder.stream().anyMatch(rung -> rung.step() == RecoveryStep.HOOK);
        if (hasHook != (request.hook() != null)) {
            errors.add(new FleetException.Violation("hook", null, "one if, and only if, a step is hook"));
        }
        if (!errors.isEmpty()) {
            throw new FleetException.Invalid(moduleId, errors);
        }
        return settings;
    }

    private List<RecoverySettings.Rung> ladder(RecoveryRequest request) {
        List<RecoverySettings.Rung> ladder = new ArrayList<>();
        if (request.steps() == null) {
            ladder.addAll(RecoverySettings.DEFAULT.ladder());
            if (request.hook() != null) {
                ladder.add(RecoverySettings.Rung.usual(RecoveryStep.HOOK));
            }
            return ladder;
        }
        Set<RecoveryStep> seen = EnumSet.noneOf(RecoveryStep.class);
        for (int i = 0; i < request.steps().size(); i++) {
            RecoveryRequest.Step given = request.steps().get(i);
            String field = "steps[" + i + "].";
            RecoveryStep step = given == null || given.step() == null ? null : RecoveryStep.of(given.step()).orElse(null);
            if (given == null || step == null || !seen.add(step)) {
                errors.add(new FleetException.Violation(field + "step", given == null ? null : given.step(), STEPS));
            } else {
                RecoverySettings.Rung usual = RecoverySettings.Rung.usual(step);
                ladder.add(new RecoverySettings.Rung(step, number(field + "attempts", given.attempts(), 1, 10, usual.attempts()),
                        seconds(field + "waitSeconds", given.waitSeconds(), 1, HOUR, usual.time())));
            }
        }
        return ladder;
    }

    private @Nullable RecoveryHook hook(RecoveryRequest.Hook given) {
        Duration timeout = seconds("hook.timeoutSeconds", given.timeoutSeconds(), 1, 120, Duration.ofSeconds(DEFAULT_TIMEOUT));
        if (given.command() != null && given.url() == null) {
            if (given.method() != null) {
                errors.add(new FleetException.Violation("hook.method", given.method(), "none: that is for a url"));
            }
            return command(given.command(), timeout);
        }
        if (given.url() == null || given.command() != null) {
            errors.add(new FleetException.Violation("hook", null, "either url or command"));
            return null;
        }
        String method = given.method() == null ? "POST" : given.method();
        if (!method.equals("GET") && !method.equals("POST")) {
            errors.add(new FleetException.Violation("hook.method", method, "GET, POST"));
        }
        URI url = url(given.url());
        return url == null ? null : new RecoveryHook.Url(url, method, timeout);
    }

    /** What was shown with *** stands for what is stored. */
    private @Nullable URI url(String given) {
        if (before.hook() instanceof RecoveryHook.Url stored && given.equals(stored.masked())) {
            return stored.url();
        }
        try {
            URI url = new URI(given);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http && url.getHost() != null && url.getRawFragment() == null && given.length() <= URL_LENGTH && url.getPort() <= 65_535
                    && given.chars().allMatch(c -> c > ' ' && c < 127)) {
                return url;
            }
        } catch (URISyntaxException none) {
            // as any other that is not allowed
        }
        errors.add(new FleetException.Violation("hook.url", null, URLS));
        return null;
    }

    private @Nullable RecoveryHook command(List<@Nullable String> given, Duration timeout) {
        List<String> argv = new ArrayList<>();
        int length = 0;
        for (String argument : given) {
            if (argument != null && argument.codePoints().noneMatch(RecoveryRules::isNoText)) {
                argv.add(argument);
                length += argument.length();
            }
        }
        if (argv.size() != given.size() || argv.isEmpty() || argv.size() > ARGUMENTS || length > COMMAND_LENGTH
                || !argv.getFirst().startsWith("/")) {
            errors.add(new FleetException.Violation("hook.command", null, COMMANDS));
            return null;
        }
        return new RecoveryHook.Command(argv, timeout);
    }

    private static boolean isNoText(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
    }

    private Duration seconds(String field, @Nullable Integer given, int least, int most, Duration usual) {
        return Duration.ofSeconds(number(field, given, least, most, (int) usual.toSeconds()));
    }

    private int number(String field, @Nullable Integer given, int least, int most, int usual) {
        int value = given == null ? usual : given;
        if (value < least || value > most) {
            errors.add(new FleetException.Violation(field, given, least + "-" + most));
        }
        return value;
    }
}
