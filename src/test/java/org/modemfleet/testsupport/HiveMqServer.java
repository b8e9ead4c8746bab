package org.modemfleet.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** HiveMQ Community Edition in a JVM of its own, on free loopback ports; the build resolves it and writes its class path to a file. */
public final class HiveMqServer implements AutoCloseable {

    private static final Path CLASS_PATH = Path.of("target", "hivemq.classpath");
    private static final Path SOURCE = Path.of("src", "test", "resources", "hivemq", "HiveMqServer.java");

    private final Path directory = TemporaryDirectory.create("hivemq");
    private final int port = FreePorts.next();
    private final int tlsPort = FreePorts.next();
    private final ChildProcess process;

    /** @param keyStore for TLS, in the JKS format */
    private HiveMqServer(Path keyStore, String password) {
        try {
            Files.createDirectories(directory.resolve("data"));
            Files.createDirectories(directory.resolve("extensions"));
            Files.createDirectories(directory.resolve("conf"));
            Files.writeString(directory.resolve("conf").resolve("config.xml"), configuration(keyStore, password));
            process = ChildProcess.start(directory.resolve("log"), List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m", "-cp", Files.readString(CLASS_PATH).strip(), SOURCE.toString(), directory.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.awaitListening(port).awaitListening(tlsPort);
    }

    /** Skips the test where the build was not made by Maven, which alone knows the class path. */
    public static HiveMqServer start(Path keyStore, String password) {
        if (!Files.exists(CLASS_PATH)) {
            throw Helpers.missing("HiveMQ's class path, which ./mvnw verify writes to " + CLASS_PATH);
        }
        return new HiveMqServer(keyStore, password);
    }

    private String configuration(Path keyStore, String password) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <hivemq>
                  <listeners>
                    <tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener>
                    <tls-tcp-listener>
                      <port>%d</port><bind-address>127.0.0.1</bind-address>
                      <tls><keystore>
                        <path>%s</path><password>%s</password><private-key-password>%s</private-key-password>
                      </keystore></tls>
                    </tls-tcp-listener>
                  </listeners>
                  <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
                </hivemq>
                """.formatted(port, tlsPort, keyStore, password, password);
    }

    public int port() {
        return port;
    }

    public int tlsPort() {
        return tlsPort;
    }

    @Override
    public void close() {
        process.end("TERM");
        TemporaryDirectory.delete(directory);
    }
}
