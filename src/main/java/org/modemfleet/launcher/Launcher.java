package org.modemfleet.launcher;

import java.lang.reflect.InvocationTargetException;

/**
 * Starts the packaged service, or says in one line which Java it needs. Compiled for Java 8, and written in its language, so that every
 * Java can run it; therefore Spring Boot's own launcher (Java 17) is reached by name only.
 */
public final class Launcher {

    private static final int NEEDED = 25;

    private Launcher() {}

    public static void main(String[] args) throws Throwable {
        String version = System.getProperty("java.specification.version");
        if (feature(version) < NEEDED) {
            System.err.println("Modem Fleet needs Java " + NEEDED + " or newer; this is Java " + version + " in "
                    + System.getProperty("java.home"));
            System.exit(1);
        }
        try {
            Class.forName("org.springframework.boot.loader.launch.JarLauncher")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** 8 of "1.8", 25 of "25". */
    static int feature(String specificationVersion) {
        return Integer.parseInt(specificationVersion.startsWith("1.") ? specificationVersion.substring(2) : specificationVersion);
    }
}
