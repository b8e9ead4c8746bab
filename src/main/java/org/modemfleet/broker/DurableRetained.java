package org.modemfleet.broker;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/** Keeps a retained message over restarts whatever its QoS; Artemis would keep it in memory only at QoS 0 (MQTT 3.1.1, 3.3.1-7: SHOULD). */
final class DurableRetained implements ActiveMQServerMessagePlugin {

    @Override
    public void beforeSend(ServerSession session, @Nullable Transaction transaction, Message message, boolean direct, boolean noAutoCreate) {
        if (Boolean.TRUE.equals(message.getBooleanProperty(MQTTUtil.MQTT_MESSAGE_RETAIN_KEY))) {
            message.setDurable(true);
        }
    }
}
