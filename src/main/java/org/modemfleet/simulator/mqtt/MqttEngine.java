package org.modemfleet.simulator.mqtt;

import io.netty.channel.EventLoop;
import java.util.List;
import org.modemfleet.simulator.SimulatedTime;

/**
 * The MQTT side of one {@code <connect_id>}. It lives as long as the module; {@link #powerCut} makes it new.
 *
 * <p>Every method is called on the module's event loop, and so is the listener. The listener is never called inside a call of a method:
 * what a command causes comes in a later turn of the loop, after the command could print its answer.
 */
public final class MqttEngine {

    /** What the module prints as URCs (section 3.9 of the manual gives the codes). */
    public interface Listener {

        /** {@code conn}: 0 connected, 1 reconnecting, 2 by the user, 3 refused, 4 by the server, 5 ping, 6 network, 255 unknown. */
        void conn(int state);

        /** {@code suback}: per topic in order the granted QoS, or 128 refused. */
        void suback(int mid, List<Integer> codes);

        void unsuback(int mid);

        /** {@code puback}: {@code dup} if the PUBLISH was sent with DUP. */
        void puback(int mid, boolean dup);

        /** {@code pubrec}: {@code dup} if the PUBLISH was sent with DUP. */
        void pubrec(int mid, boolean dup);

        /** {@code pubcomp}: {@code dup} as with pubrec, or if PUBREL was re-sent. */
        void pubcomp(int mid, boolean dup);

        /** {@code timeout}: all retransmissions of a SUBSCRIBE, UNSUBSCRIBE, PUBLISH or PUBREL have failed. */
        void timeout(int mid);

        /** A message, to print or to cache; it is acknowledged afterwards. The array is the listener's. {@code mid} is 0 at QoS 0. */
        void message(int mid, String topic, byte[] payload);

        /** {@code pingresp}: 0 answered, 1 timed out; whether it is printed is the listener's to know. */
        void pingresp(int ret);
    }

    /** @param name of module and connection, for the log, such as {@code sim-1/0} */
    public MqttEngine(String name, EventLoop loop, SimulatedTime time, Network network, Listener listener) {
    }

    /**
     * Starts to connect.
     *
     * @throws IllegalStateException unless {@link ConnectionState#DISCONNECTED}
     */
    public void connect(ConnectOptions options) {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends one SUBSCRIBE.
     *
     * @return its mid
     * @throws IllegalStateException unless {@link ConnectionState#CONNECTED}
     */
    public int subscribe(List<TopicFilter> filters) {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends one UNSUBSCRIBE.
     *
     * @return its mid
     * @throws IllegalStateException unless {@link ConnectionState#CONNECTED}
     */
    public int unsubscribe(List<String> topics) {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends one PUBLISH.
     *
     * @param dup DUP on the first transmission; without effect at QoS 0 (MQTT-3.3.1-2)
     * @param payload the engine's to keep
     * @throws IllegalStateException unless {@link ConnectionState#CONNECTED}
     */
    public Published publish(String topic, int qos, boolean retain, boolean dup, byte[] payload) {
        throw new UnsupportedOperationException();
    }

    /**
     * AT+MQTTDISC: sends DISCONNECT if connected, ends attempts, forgets without a word what is in flight; {@code conn} 2 follows.
     *
     * @throws IllegalStateException if {@link ConnectionState#DISCONNECTED}
     */
    public void disconnect() {
        throw new UnsupportedOperationException();
    }

    /** The module's radio or context went down: a connection or attempt ends with reason 6. Without effect if there is none. */
    public void networkLost() {
        throw new UnsupportedOperationException();
    }

    /** Power-off or reset: the connection drops without DISCONNECT, everything is forgotten, the listener hears nothing of it. */
    public void powerCut() {
        throw new UnsupportedOperationException();
    }

    public ConnectionState state() {
        throw new UnsupportedOperationException();
    }

    /** AT+MQTTSUB=&lt;id&gt;: what is granted, in order of subscription. */
    public List<Subscription> subscriptions() {
        throw new UnsupportedOperationException();
    }
}
