package org.modemfleet.fleet;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Something outside that brings a module back. */
public sealed interface RecoveryHook {

    /** 1 to 120 s. */
    Duration timeout();

    /** What it is called in events: without anything that could be a secret. */
    String shown();

    /**
     * A request; a status of 200 to 299 means done.
     *
     * @param url http or https, may hold a user and password
     * @param method {@code GET} or {@code POST}
     */
    record Url(URI url, String method, Duration timeout) implements RecoveryHook {

        private static final String MASK = "***";
        private static final Pattern VALUE = Pattern.compile("=[^&]*");

        /** The whole address, its user and the values of its query as {@code ***}. */
        public String masked() {
            String query = url.getRawQuery();
            return url.getScheme() + "://" + (url.getRawUserInfo() == null ? "" : MASK + "@") + host() + url.getRawPath()
                    + (query == null ? "" : "?" + (query.contains("=") ? VALUE.matcher(query).replaceAll("=***") : MASK));
        }

        private String host() {
            return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
        }

        @Override
        public String shown() {
            return url.getScheme() + "://" + host();
        }

        /** Without what may be secret. */
        @Override
        public String toString() {
            return "Url[" + method + " " + shown() + "]";
        }
    }

    /**
     * A program, run without a shell; exit status 0 means done.
     *
     * @param argv its path and arguments
     */
    record Command(List<String> argv, Duration timeout) implements RecoveryHook {

        public Command {
            argv = List.copyOf(argv);
        }

        @Override
        public String shown() {
            return argv.getFirst();
        }

        /** Without what may be secret. */
        @Override
        public String toString() {
            return "Command[" + shown() + "]";
        }
    }
}
