package org.modemfleet.simulator.mqtt;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.time.SimulatedTime;

/**
 * The client's side of an MQTT session (MQTT 3.1.1, 3.1.2.4 and 4.3): packets in flight, identifiers of received
 * QoS 2 messages, and the module's list of subscriptions. It outlives connections.
 */
final class Session {

    /** A server keeps a session per client identifier; another server has another session. */
    private record Key(String host, int port, String clientId) {}

    private final Outbox.Wire wire;
    private final MqttEngine.Listener listener;
    private final Outbox outbox;
    private final Subscriptions subscriptions = new Subscriptions();
    /** Delivered, not yet released by PUBREL: a repetition is not delivered again. */
    private Set<Integer> received = Set.of();
    private @Nullable Key key;

    /** @param timedOut takes the mid of a packet that is given up, also while another is being sent */
    Session(SimulatedTime time, Outbox.Wire wire, MqttEngine.Listener listener, IntConsumer timedOut) {
        this.wire = wire;
        this.listener = listener;
        this.outbox = new Outbox(time, wire, timedOut);
    }

    /** CONNACK: the session goes on, or a new one begins. */
    void accepted(ConnectOptions options, boolean sessionPresent) {
        Key now = new Key(options.host(), options.port(), options.clientId());
        boolean present = sessionPresent && !options.cleanSession();
        if (!present) {
            subscriptions.clear();
        }
        if (present && now.equals(key)) {
            outbox.resume();
        } else {
            received = Set.of();
            outbox.orphan();
        }
        key = now;
    }

    /** The user ended the connection. */
    void disconnected(boolean cleanSession) {
        outbox.drop();
        if (cleanSession) {
            subscriptions.clear();
            received = Set.of();
        }
    }

    boolean awaitsAcknowledgements() {
        return !outbox.isEmpty();
    }

    /** Power is off. */
    void reset() {
        outbox.reset();
        subscriptions.clear();
        received = Set.of();
        key = null;
    }

    List<Subscription> subscriptions() {
        return subscriptions.list();
    }

    int subscribe(List<TopicFilter> filters, ConnectOptions options) {
        return begin(new InFlight.Subscribing(List.copyOf(filters)), options);
    }

    int unsubscribe(List<String> topics, ConnectOptions options) {
        return begin(new InFlight.Unsubscribing(List.copyOf(topics)), options);
    }

    int publish(String topic, int qos, boolean retain, boolean dup, byte[] payload, ConnectOptions options) {
        if (qos > 0) {
            return begin(new InFlight.Publishing(topic, qos, retain, dup, payload), options);
        }
        int mid = outbox.nextMid();
        wire.send(Packets.publish(0, topic, qos, retain, false, payload));
        return mid;
    }

    private int begin(InFlight packet, ConnectOptions options) {
        int mid = outbox.nextMid();
        outbox.begin(mid, packet, options);
        return mid;
    }

    /** A packet of the server that belongs to the session. */
    void handle(MqttMessage packet) {
        switch (packet) {
            case MqttPublishMessage publish -> message(publish);
            case MqttSubAckMessage suback -> suback(suback);
            default -> handle(packet, ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId());
        }
    }

    private void handle(MqttMessage packet, int mid) {
        switch (packet.fixedHeader().messageType()) {
            case UNSUBACK -> unsuback(mid);
            case PUBACK -> puback(mid);
            case PUBREC -> pubrec(mid);
            case PUBREL -> pubrel(mid);
            case PUBCOMP -> pubcomp(mid);
            default -> throw new IllegalArgumentException("not a packet of the session: " + packet);
        }
    }

    private void message(MqttPublishMessage publish) {
        int qos = publish.fixedHeader().qosLevel().value();
        int mid = qos > 0 ? publish.variableHeader().packetId() : 0;
        if (qos < 2 || isNew(mid)) {
            listener.message(mid, publish.variableHeader().topicName(), ByteBufUtil.getBytes(publish.payload()));
        }
        switch (qos) {
            case 1 -> wire.send(Packets.puback(mid));
            case 2 -> wire.send(Packets.pubrec(mid));
            default -> { }
        }
    }

    /** Nearly no module ever has a message of QoS 2 under way: without one it keeps no set. */
    private boolean isNew(int mid) {
        if (received.isEmpty()) {
            received = new HashSet<>();
        }
        return received.add(mid);
    }

    private void pubrel(int mid) {
        if (received.contains(mid)) {
            received.remove(mid);
        }
        wire.send(Packets.pubcomp(mid));
    }

    private void suback(MqttSubAckMessage packet) {
        int mid = packet.variableHeader().messageId();
        InFlight.Subscribing subscribing = outbox.find(mid, InFlight.Subscribing.class);
        if (subscribing != null) {
            List<Integer> codes = List.copyOf(packet.payload().grantedQoSLevels());
            outbox.done(mid);
            subscriptions.answered(subscribing.filters(), codes);
            listener.suback(mid, codes);
        }
    }

    private void unsuback(int mid) {
        InFlight.Unsubscribing unsubscribing = outbox.find(mid, InFlight.Unsubscribing.class);
        if (unsubscribing != null) {
            outbox.done(mid);
            subscriptions.removed(unsubscribing.topics());
            listener.unsuback(mid);
        }
    }

    private void puback(int mid) {
        InFlight.Publishing publishing = outbox.find(mid, InFlight.Publishing.class);
        if (publishing != null && publishing.qos() == 1) {
            outbox.done(mid);
            listener.puback(mid, publishing.dup());
        }
    }

    private void pubrec(int mid) {
        InFlight.Publishing publishing = outbox.find(mid, InFlight.Publishing.class);
        if (publishing != null && publishing.qos() == 2) {
            outbox.release(mid, publishing);
            listener.pubrec(mid, publishing.dup());
        } else if (!outbox.inFlight(mid)) {
            // The message was given up, or this repeats an answer. Unreleased, the server would keep the identifier
            // and take a later message under it for a repetition.
            wire.send(Packets.pubrel(mid));
        }
    }

    private void pubcomp(int mid) {
        InFlight.Releasing releasing = outbox.find(mid, InFlight.Releasing.class);
        if (releasing != null) {
            outbox.done(mid);
            listener.pubcomp(mid, releasing.dup());
        }
    }
}
