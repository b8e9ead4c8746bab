package org.modemfleet.simulator.mqtt;

import io.netty.handler.codec.mqtt.MqttMessage;
import java.util.List;

/** A packet whose acknowledgement is due. */
sealed interface InFlight {

    /** The packet, for the first time. */
    MqttMessage first(int mid);

    /** The packet, re-sent: only PUBLISH says so, by DUP (MQTT-3.3.1-1). */
    MqttMessage again(int mid);

    /** What the session hands over to the next connection of the same session (MQTT-4.4.0-1). */
    default boolean resumes() {
        return false;
    }

    /** SUBSCRIBE, until SUBACK. */
    record Subscribing(List<TopicFilter> filters) implements InFlight {

        @Override
        public MqttMessage first(int mid) {
            return Packets.subscribe(mid, filters);
        }

        @Override
        public MqttMessage again(int mid) {
            return first(mid);
        }
    }

    /** UNSUBSCRIBE, until UNSUBACK. */
    record Unsubscribing(List<String> topics) implements InFlight {

        @Override
        public MqttMessage first(int mid) {
            return Packets.unsubscribe(mid, topics);
        }

        @Override
        public MqttMessage again(int mid) {
            return first(mid);
        }
    }

    /** PUBLISH, until PUBACK or PUBREC. */
    final class Publishing implements InFlight {

        private final String topic;
        private final int qos;
        private final boolean retain;
        private final byte[] payload;
        private boolean dup;

        Publishing(String topic, int qos, boolean retain, boolean dup, byte[] payload) {
            this.topic = topic;
            this.qos = qos;
            this.retain = retain;
            this.dup = dup;
            this.payload = payload;
        }

        int qos() {
            return qos;
        }

        /** It was sent with DUP, by the user's wish or because it was re-sent. */
        boolean dup() {
            return dup;
        }

        @Override
        public MqttMessage first(int mid) {
            return Packets.publish(mid, topic, qos, retain, dup, payload);
        }

        @Override
        public MqttMessage again(int mid) {
            dup = true;
            return first(mid);
        }

        @Override
        public boolean resumes() {
            return true;
        }
    }

    /** PUBREL, until PUBCOMP. */
    final class Releasing implements InFlight {

        private boolean dup;

        Releasing(boolean pubrecDup) {
            this.dup = pubrecDup;
        }

        /** PUBREL was re-sent, or its PUBLISH was. */
        boolean dup() {
            return dup;
        }

        @Override
        public MqttMessage first(int mid) {
            return Packets.pubrel(mid);
        }

        @Override
        public MqttMessage again(int mid) {
            dup = true;
            return first(mid);
        }

        @Override
        public boolean resumes() {
            return true;
        }
    }
}
