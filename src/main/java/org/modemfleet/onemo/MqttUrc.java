package org.modemfleet.onemo;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** {@code +MQTTURC: "<name>",<connect_id>,…} (manual 3.9). mid is 0–65535. */
public sealed interface MqttUrc extends Urc {

    ConnectId connectId();

    /**
     * @param state 0 connected, 1 reconnecting, 2 closed by the user, 3 refused, 4 closed by the server, 5 ping
     *     time-out, 6 network, 255 unknown
     */
    record Conn(ConnectId connectId, int state) implements MqttUrc {
        @Override
        public String name() {
            return "conn";
        }
    }

    /** @param codes per topic in order: the granted QoS, or 128 refused */
    record SubAck(ConnectId connectId, int mid, List<Integer> codes) implements MqttUrc {
        @Override
        public String name() {
            return "suback";
        }
    }

    record UnsubAck(ConnectId connectId, int mid) implements MqttUrc {
        @Override
        public String name() {
            return "unsuback";
        }
    }

    record PubAck(ConnectId connectId, int mid, int dup) implements MqttUrc {
        @Override
        public String name() {
            return "puback";
        }
    }

    record PubRec(ConnectId connectId, int mid, int dup) implements MqttUrc {
        @Override
        public String name() {
            return "pubrec";
        }
    }

    record PubComp(ConnectId connectId, int mid, int dup) implements MqttUrc {
        @Override
        public String name() {
            return "pubcomp";
        }
    }

    /** All retransmissions of a SUBSCRIBE, UNSUBSCRIBE or PUBLISH have failed. */
    record Timeout(ConnectId connectId, int mid) implements MqttUrc {
        @Override
        public String name() {
            return "timeout";
        }
    }

    /**
     * A received message, or a split of one.
     *
     * @param mid the packet identifier, 0 for QoS 0
     * @param totalLen bytes of the whole message
     * @param payloadLen bytes in this split
     * @param payload decoded, whatever the output format was
     */
    record Publish(ConnectId connectId, int mid, String topic, int totalLen, int payloadLen, byte[] payload)
            implements MqttUrc {
        @Override
        public String name() {
            return "publish";
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Publish that && connectId.equals(that.connectId) && mid == that.mid
                    && topic.equals(that.topic) && totalLen == that.totalLen && payloadLen == that.payloadLen
                    && Arrays.equals(payload, that.payload);
        }

        @Override
        public int hashCode() {
            return Objects.hash(connectId, mid, topic, totalLen, payloadLen, Arrays.hashCode(payload));
        }
    }

    /** A message was cached. */
    record PubNmi(ConnectId connectId, int mid, int dataLen) implements MqttUrc {
        @Override
        public String name() {
            return "pubnmi";
        }
    }

    /** The cache was full; a message is lost. */
    record Drop(ConnectId connectId, int droppedLength) implements MqttUrc {
        @Override
        public String name() {
            return "drop";
        }
    }

    /** @param pingRet 0 answered, 1 timed out */
    record PingResp(ConnectId connectId, int pingRet) implements MqttUrc {
        @Override
        public String name() {
            return "pingresp";
        }
    }
}
