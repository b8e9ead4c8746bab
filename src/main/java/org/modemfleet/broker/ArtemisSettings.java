package org.modemfleet.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** Artemis as the MQTT broker of one machine: one acceptor on loopback, a small journal, nothing that watches or manages it. */
final class ArtemisSettings {

    /** The acceptor's name, under which its port is asked for. */
    static final String ACCEPTOR = "mqtt";

    private static final int MIB = 1 << 20;

    /** Producers wait while the disk has less than this left; Artemis' own limit, 90 % used, stops brokers on disks with plenty of room. */
    private static final long MIN_DISK_FREE = 64L * MIB;

    /** Beyond this the messages of absent clients go to page files: a third of the smallest heap that the service is meant for. */
    private static final long MESSAGES_IN_MEMORY = 64L * MIB;

    private static final SimpleString NOWHERE = SimpleString.of("$modemfleet/nowhere");

    private static final int LOCK_WAIT_MS = 2_000;

    private ArtemisSettings() {}

    static Configuration of(Path directory, int port) throws Exception {
        ConfigurationImpl settings = new ConfigurationImpl();
        settings.setName("modem-fleet");
        settings.addAcceptorConfiguration(acceptor(port));
        settings.setSecurityEnabled(false);
        settings.setJMXManagementEnabled(false);
        settings.setMessageCounterEnabled(false);
        settings.setSuppressSessionNotifications(true);
        settings.setCriticalAnalyzer(false);
        settings.setWildCardConfiguration(mqttWildcards());
        settings.addAddressSetting("#", addresses());
        settings.registerBrokerPlugin(new DurableRetained());
        settings.registerBrokerPlugin(new KeepAliveAsAsked());
        journal(settings, directory);
        limits(settings);
        return settings;
    }

    private static TransportConfiguration acceptor(int port) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put(TransportConstants.HOST_PROP_NAME, "127.0.0.1");
        parameters.put(TransportConstants.PORT_PROP_NAME, port);
        parameters.put(TransportConstants.PROTOCOLS_PROP_NAME, "MQTT");
        // NIO whatever the class path offers: one kind of event loop in the whole broker.
        parameters.put(TransportConstants.USE_EPOLL_PROP_NAME, false);
        parameters.put(TransportConstants.USE_KQUEUE_PROP_NAME, false);
        // A session of clean=0 never expires (MQTT 3.1.1 4.1), and a newer client takes over the identifier of an older one (3.1.4-2).
        Map<String, Object> protocol = new HashMap<>();
        protocol.put("defaultMqttSessionExpiryInterval", -1);
        protocol.put("allowLinkStealing", true);
        // The client's own Keep Alive (3.1.2.10); else Artemis waits 1.5 x 60 s for whoever asked for more, or for none.
        protocol.put("serverKeepAlive", -1);
        return new TransportConfiguration(NettyAcceptorFactory.class.getName(), parameters, ACCEPTOR, protocol);
    }

    /** Addresses are MQTT topics as they stand, so that no character of a topic needs translation. */
    private static WildcardConfiguration mqttWildcards() {
        return new WildcardConfiguration().setDelimiter('/').setSingleWord('+').setAnyWords('#');
    }

    private static AddressSettings addresses() {
        return new AddressSettings()
                .setAutoCreateAddresses(true)
                .setAutoCreateQueues(true)
                .setAutoDeleteAddresses(true)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setPageSizeBytes(MIB)
                // Nobody is there: what a client let expire is gone. Without a name Artemis would warn at each new subscription.
                .setExpiryAddress(NOWHERE)
                .setDeadLetterAddress(NOWHERE)
                // Else a message would vanish after ten connections that broke before its acknowledgement.
                .setMaxDeliveryAttempts(-1);
    }

    private static void journal(ConfigurationImpl settings, Path directory) {
        settings.setPersistenceEnabled(true);
        settings.setJournalType(JournalType.NIO);
        settings.setJournalDirectory(directory.resolve("journal").toString());
        settings.setBindingsDirectory(directory.resolve("bindings").toString());
        settings.setLargeMessagesDirectory(directory.resolve("large-messages").toString());
        settings.setPagingDirectory(directory.resolve("paging").toString());
        // What the broker acknowledged is on the disk: it survives SIGKILL.
        settings.setJournalDatasync(true);
        settings.setJournalSyncTransactional(true);
        settings.setJournalSyncNonTransactional(true);
        settings.setJournalFileSize(2 * MIB);
        settings.setJournalMinFiles(2);
        settings.setJournalPoolFiles(2);
        settings.setJournalBufferTimeout_NIO(500_000);
        settings.setJournalLockAcquisitionTimeout(LOCK_WAIT_MS);
        settings.setMqttSubscriptionPersistenceEnabled(true);
    }

    private static void limits(ConfigurationImpl settings) {
        settings.setMaxDiskUsage(-1);
        settings.setMinDiskFree(MIN_DISK_FREE);
        settings.setGlobalMaxSize(MESSAGES_IN_MEMORY);
        settings.setThreadPoolMaxSize(16);
        settings.setScheduledThreadPoolMaxSize(2);
    }
}
