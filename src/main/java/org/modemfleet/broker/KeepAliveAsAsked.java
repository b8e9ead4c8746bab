package org.modemfleet.broker;

import org.apache.activemq.artemis.core.remoting.server.impl.RemotingServiceImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerSessionPlugin;
import org.apache.activemq.artemis.spi.core.protocol.ConnectionEntry;
import org.jspecify.annotations.Nullable;

/**
 * Lets a client that asked for Keep Alive 0 be silent for ever (MQTT 3.1.1, 3.1.2.10). Artemis turns its 0 into a patience of 0 ms, although
 * only -1 means for ever there, and would close the connection at its next look.
 */
final class KeepAliveAsAsked implements ActiveMQServerSessionPlugin {

    private static final long FOR_EVER = -1;

    private @Nullable RemotingServiceImpl connections;

    @Override
    public void registered(ActiveMQServer server) {
        connections = (RemotingServiceImpl) server.getRemotingService();
    }

    /** A CONNECT makes the session, after its Keep Alive was read. */
    @Override
    public void afterCreateSession(ServerSession session) {
        if (connections == null) {
            return;
        }
        ConnectionEntry entry = connections.getConnectionEntry(session.getRemotingConnection().getID());
        if (entry != null && entry.ttl == 0) {
            entry.ttl = FOR_EVER;
        }
    }
}
