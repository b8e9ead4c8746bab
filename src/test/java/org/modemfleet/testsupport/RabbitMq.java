package org.modemfleet.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** RabbitMQ with its MQTT plug-in, on free loopback ports. Skips the test where it is missing. */
public final class RabbitMq implements AutoCloseable {

    private static final Path INSTALLATIONS = Path.of("/usr/lib/rabbitmq/lib");

    private final Path directory = TemporaryDirectory.create("rabbitmq");
    private final int port = FreePorts.next();
    private final int tlsPort = FreePorts.next();
    private final ChildProcess portMapper;
    private final ChildProcess process;

    private RabbitMq(Path server, Path portMapperProgram, Path certificate, Path key) {
        int mapperPort = FreePorts.next();
        try {
            Files.writeString(directory.resolve("plugins"), "[rabbitmq_mqtt].\n");
            Files.writeString(directory.resolve("rabbitmq.conf"), """
                    listeners.tcp = none
                    mqtt.listeners.tcp.1 = 127.0.0.1:%d
                    mqtt.listeners.ssl.1 = 127.0.0.1:%d
                    mqtt.allow_anonymous = true
                    mqtt.default_user = guest
                    mqtt.default_pass = guest
                    ssl_options.cacertfile = %s
                    ssl_options.certfile = %s
                    ssl_options.keyfile = %s
                    """.formatted(port, tlsPort, certificate, certificate, key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        portMapper = ChildProcess.start(directory.resolve("epmd.log"),
                List.of(portMapperProgram.toString(), "-address", "127.0.0.1", "-port", Integer.toString(mapperPort)));
        process = ChildProcess.start(directory.resolve("log"), List.of("env", "HOME=" + directory,
                "ERL_EPMD_PORT=" + mapperPort, "ERL_EPMD_ADDRESS=127.0.0.1", "RABBITMQ_NODENAME=test" + port + "@localhost",
                "RABBITMQ_DIST_PORT=" + FreePorts.next(), "RABBITMQ_MNESIA_BASE=" + directory.resolve("db"),
                "RABBITMQ_LOG_BASE=" + directory.resolve("logs"), "RABBITMQ_ENABLED_PLUGINS_FILE=" + directory.resolve("plugins"),
                "RABBITMQ_CONFIG_FILE=" + directory.resolve("rabbitmq.conf"),
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}", server.toString()));
        process.awaitListening(port).awaitListening(tlsPort);
    }

    /** @param certificate and its key, in PEM, for TLS */
    public static RabbitMq start(Path certificate, Path key) {
        return new RabbitMq(installation(), Helpers.require("epmd"), certificate, key);
    }

    private static Path installation() {
        try (Stream<Path> versions = Files.list(INSTALLATIONS)) {
            return versions.map(version -> version.resolve("sbin/rabbitmq-server")).filter(Files::isExecutable)
                    .max(Comparator.naturalOrder()).orElseThrow(() -> Helpers.missing("rabbitmq-server"));
        } catch (IOException e) {
            throw Helpers.missing("rabbitmq-server");
        }
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
        portMapper.end("TERM");
        TemporaryDirectory.delete(directory);
    }
}
