package org.modemfleet.testsupport;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs that a test runs beside us, such as mosquitto or socat. Where one is missing the test is skipped with a reason that
 * begins with {@value #MISSING}; with {@code MODEMFLEET_REQUIRE_HELPERS=true} in the environment it fails instead.
 */
public final class Helpers {

    /** How the reason of a skip begins. */
    public static final String MISSING = "helper missing: ";

    private static final String REQUIRED = "MODEMFLEET_REQUIRE_HELPERS";

    /** Debian keeps daemons where the PATH of an ordinary user does not look. */
    private static final List<String> DAEMON_DIRECTORIES = List.of("/usr/sbin", "/usr/local/sbin", "/sbin");

    private Helpers() {}

    /** The program's path; ends the test (see the class) if this machine does not have it. */
    public static Path require(String program) {
        return find(program).orElseThrow(() -> missing(program));
    }

    /** The program on the PATH or among the daemons. */
    public static Optional<Path> find(String program) {
        List<String> directories = new ArrayList<>(List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)));
        directories.addAll(DAEMON_DIRECTORIES);
        return directories.stream()
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Ends the test for want of {@code what}: call it as {@code throw missing(…)}. */
    static RuntimeException missing(String what) {
        String reason = MISSING + what;
        if (Boolean.parseBoolean(System.getenv(REQUIRED))) {
            Assertions.fail(reason + " (" + REQUIRED + "=true)");
        }
        Assumptions.abort(reason);
        throw new IllegalStateException("not reached");
    }
}
