package org.modemfleet.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * An MQTT 3.1.1 and 5 broker on 127.0.0.1 for whoever has none: Apache ActiveMQ Artemis in this JVM. Anyone on this machine may connect.
 * Sessions, retained and queued messages survive restarts, and a SIGKILL: what was acknowledged is in the journal.
 *
 * <p>It is there before any module is attached, and leaves after the last.
 */
public final class EmbeddedBroker implements SmartLifecycle {

    /** Modules, which need the broker, start later and stop earlier. */
    public static final int PHASE = Integer.MIN_VALUE / 2;

    private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);

    private final Path directory;
    private final int wantedPort;

    private @Nullable EmbeddedActiveMQ broker;
    private @Nullable JournalLock lock;
    private int port;

    /**
     * @param directory where the journal lives; made if it is not there
     * @param port TCP port, 0 to 65535; 0: any free one
     */
    public EmbeddedBroker(Path directory, int port) {
        this.directory = directory.toAbsolutePath().normalize();
        this.wantedPort = port;
    }

    /**
     * Returns once clients can connect.
     *
     * @throws BrokerException if it cannot run
     */
    @Override
    public synchronized void start() {
        if (broker != null) {
            return;
        }
        JournalLock taken = JournalLock.take(directory);
        EmbeddedActiveMQ starting = new EmbeddedActiveMQ();
        try {
            // Artemis would only log that the port is taken.
            int free = freePort();
            FirstFailure failure = new FirstFailure();
            starting.setConfiguration(ArtemisSettings.of(directory, free));
            starting.createActiveMQServer();
            starting.getActiveMQServer().registerActivationFailureListener(failure::note);
            starting.start();
            port = checked(starting.getActiveMQServer(), failure, free);
        } catch (BrokerException e) {
            abandon(starting, taken);
            throw e;
        } catch (Exception e) {
            abandon(starting, taken);
            throw new BrokerException.JournalUnavailable(directory, String.valueOf(e.getMessage()), e);
        }
        broker = starting;
        lock = taken;
        log.info("MQTT broker on 127.0.0.1:{}, its journal in {}", port, directory);
    }

    @Override
    public synchronized void stop() {
        EmbeddedActiveMQ stopping = broker;
        broker = null;
        if (stopping != null && lock != null) {
            abandon(stopping, lock);
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return broker != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /**
     * The TCP port that it listens on.
     *
     * @throws IllegalStateException if it does not run
     */
    public synchronized int port() {
        if (broker == null) {
            throw new IllegalStateException("the broker does not run");
        }
        return port;
    }

    /** {@code start()} of Artemis returns in peace whatever happened, so every sign of life is asked for. */
    private int checked(ActiveMQServer server, FirstFailure failure, int wanted) {
        if (failure.cause != null || !server.isActive()) {
            String reason = failure.cause == null ? "it did not become active" : String.valueOf(failure.cause.getMessage());
            throw new BrokerException.JournalUnavailable(directory, reason, failure.cause);
        }
        if (server.getRemotingService().getAcceptor(ArtemisSettings.ACCEPTOR) instanceof NettyAcceptor acceptor
                && acceptor.isStarted() && acceptor.getActualPort() > 0) {
            return acceptor.getActualPort();
        }
        throw new BrokerException.PortTaken(wanted, null);
    }

    private int freePort() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), wantedPort));
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new BrokerException.PortTaken(wantedPort, e);
        }
    }

    private static void abandon(EmbeddedActiveMQ broker, JournalLock lock) {
        try (lock) {
            if (broker.getActiveMQServer() != null) {
                broker.stop();
            }
        } catch (Exception e) {
            log.warn("the MQTT broker did not stop in order: {}", e.toString());
        }
    }

    private static final class FirstFailure {
        private volatile @Nullable Exception cause;

        void note(Exception failure) {
            if (cause == null) {
                cause = failure;
            }
        }
    }
}
