package org.modemfleet.simulator.mqtt;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.time.SimulatedTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MQTT side of one {@code <connect_id>}. It lives as long as the module; {@link #powerCut} makes it new.
 *
 * <p>Every method is called on the module's event loop, and so is the listener. The listener is never called
 * inside a call of a method: what a command causes comes in a later turn of the loop, after the command could
 * print its answer.
 */
public final class MqttEngine {

    /** What the module prints as URCs (section 3.9 of the manual gives the codes). */
    public interface Listener {

        /**
         * {@code conn}: 0 connected, 1 reconnecting, 2 by the user, 3 refused, 4 by the server, 5 ping, 6 network,
         * 255 unknown.
         */
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

        /**
         * A message, to print or to cache; it is acknowledged afterwards. The array is the listener's. {@code mid} is
         * 0 at QoS 0.
         */
        void message(int mid, String topic, byte[] payload);

        /** {@code pingresp}: 0 answered, 1 timed out; whether it is printed is the listener's to know. */
        void pingresp(int ret);
    }

    private static final Logger LOG = LoggerFactory.getLogger(MqttEngine.class);
    private static final int CONNECTED = 0;
    private static final int RECONNECTING = 1;
    private static final int CLOSED_BY_USER = 2;
    private static final int REFUSED = 3;

    private final String name;
    private final EventLoop loop;
    private final SimulatedTime time;
    private final Network network;
    private final Listener listener;
    private final Session session;
    private final PingClock ping;
    private ConnectionState state = ConnectionState.DISCONNECTED;
    /** What the user asked for; null until the first connect of this life. */
    private @Nullable Request request;
    /** The connection, or the attempt under way. */
    private @Nullable Connection connection;
    /** The end of the attempt under way, or the start of the next. */
    private SimulatedTime.@Nullable Timer timer;
    /** Power cuts so far: what was due before one is not done after it. */
    private int lives;

    /** A user's connect and the attempts that it still has. */
    private record Request(ConnectOptions options, Retries retries) {}

    /** @param name of module and connection, for the log, such as {@code sim-1/0} */
    public MqttEngine(String name, EventLoop loop, SimulatedTime time, Network network, Listener listener) {
        this.name = name;
        this.loop = loop;
        this.time = time;
        this.network = network;
        this.listener = listener;
        this.session = new Session(time, new CurrentConnection(), listener, mid -> later(() -> listener.timeout(mid)));
        this.ping = new PingClock(time, () -> send(MqttMessage.PINGREQ), listener::pingresp, this::pingTimedOut);
    }

    /**
     * Starts to connect.
     *
     * @throws IllegalStateException unless {@link ConnectionState#DISCONNECTED}
     */
    public void connect(ConnectOptions options) {
        require(state == ConnectionState.DISCONNECTED);
        Request asked = new Request(options, new Retries(options));
        request = asked;
        become(ConnectionState.CONNECTING, "asked to");
        later(() -> {
            if (request == asked && state == ConnectionState.CONNECTING) {
                attempt();
            }
        });
    }

    /**
     * Sends one SUBSCRIBE.
     *
     * @return its mid
     * @throws IllegalStateException unless {@link ConnectionState#CONNECTED}
     */
    public int subscribe(List<TopicFilter> filters) {
        return session.subscribe(filters, connected());
    }

    /**
     * Sends one UNSUBSCRIBE.
     *
     * @return its mid
     * @throws IllegalStateException unless {@link ConnectionState#CONNECTED}
     */
    public int unsubscribe(List<String> topics) {
        return session.unsubscribe(topics, connected());
    }

    /**
     * Sends one PUBLISH.
     *
     * @param dup DUP on the first transmission; without effect at QoS 0 (MQTT-3.3.1-2)
     * @param payload the engine's to keep
     * @throws IllegalStateException unless {@link ConnectionState#CONNECTED}
     */
    public Published publish(String topic, int qos, boolean retain, boolean dup, byte[] payload) {
        int mid = session.publish(topic, qos, retain, dup, payload, connected());
        return new Published(mid, Packets.publishLength(topic, qos, payload.length));
    }

    /**
     * AT+MQTTDISC: sends DISCONNECT if connected, ends attempts, forgets without a word what is in flight; {@code
     * conn} 2 follows.
     *
     * @throws IllegalStateException if {@link ConnectionState#DISCONNECTED}
     */
    public void disconnect() {
        require(state != ConnectionState.DISCONNECTED);
        Connection ending = connection;
        quiet();
        if (ending != null && state == ConnectionState.CONNECTED) {
            ending.disconnect();
        } else if (ending != null) {
            ending.drop();
        }
        session.disconnected(request().options().cleanSession());
        become(ConnectionState.DISCONNECTED, "asked to");
        later(() -> listener.conn(CLOSED_BY_USER));
    }

    /**
     * The module's radio or context went down: a connection or attempt ends with reason 6. Without effect if there is
     * none.
     */
    public void networkLost() {
        Connection losing = connection;
        if (losing != null) {
            later(() -> losing.end(Loss.NETWORK, "network lost"));
        }
    }

    /** Connecting or reconnecting, or a packet waits for its acknowledgement. */
    public boolean isBusy() {
        return state == ConnectionState.CONNECTING || state == ConnectionState.RECONNECTING || session.awaitsAcknowledgements();
    }

    /**
     * The module falls into deep sleep: a connection drops without DISCONNECT, no attempt follows, the session is kept; {@code conn} 6
     * follows. To be called when it is not {@linkplain #isBusy busy}; without effect if there is no connection.
     */
    public void suspend() {
        require(state == ConnectionState.CONNECTED || state == ConnectionState.DISCONNECTED);
        Connection ending = connection;
        quiet();
        if (ending != null) {
            ending.drop();
            become(ConnectionState.DISCONNECTED, "deep sleep");
            later(() -> listener.conn(Loss.NETWORK.code()));
        }
    }

    /**
     * Power-off or reset: the connection drops without DISCONNECT, everything is forgotten, the listener hears
     * nothing of it.
     */
    public void powerCut() {
        assert loop.inEventLoop();
        lives++;
        Connection ending = connection;
        quiet();
        if (ending != null) {
            ending.drop();
        }
        session.reset();
        request = null;
        if (state != ConnectionState.DISCONNECTED) {
            become(ConnectionState.DISCONNECTED, "power cut");
        }
    }

    public ConnectionState state() {
        return state;
    }

    /** AT+MQTTSUB=&lt;id&gt;: what is granted, in order of subscription. */
    public List<Subscription> subscriptions() {
        return session.subscriptions();
    }

    /** There is a connection or an attempt under way, not a pause before one. */
    boolean attempting() {
        return connection != null;
    }

    private void attempt() {
        ConnectOptions options = request().options();
        Connection attempt = new Connection(options, time, new Events());
        connection = attempt;
        timer = time.schedule(Duration.ofSeconds(options.connackTimeoutSeconds()),
                () -> attempt.end(Loss.NETWORK, "no CONNACK in time"));
        attempt.open(network, loop);
    }

    private void pingTimedOut() {
        if (connection != null) {
            connection.end(Loss.PING_TIMEOUT, "PINGREQ unanswered");
        }
    }

    /** What the connection says. It is the current one: a dropped connection says nothing. */
    private final class Events implements Connection.Owner {

        @Override
        public void accepted(boolean sessionPresent) {
            cancelTimer();
            become(ConnectionState.CONNECTED, sessionPresent ? "session present" : "new session");
            session.accepted(request().options(), sessionPresent);
            ping.start(request().options());
            listener.conn(MqttEngine.CONNECTED);
        }

        @Override
        public void refused(String why) {
            quiet();
            become(ConnectionState.DISCONNECTED, why);
            listener.conn(REFUSED);
        }

        @Override
        public void received(MqttMessage packet) {
            if (packet.fixedHeader().messageType() == MqttMessageType.PINGRESP) {
                ping.answered();
            } else {
                session.handle(packet);
            }
        }

        @Override
        public void ended(Loss loss, String why) {
            quiet();
            Retries retries = request().retries();
            if (state == ConnectionState.CONNECTED) {
                retries.lost(loss);
            }
            Duration pause = retries.next();
            if (pause == null) {
                become(ConnectionState.DISCONNECTED, why);
                listener.conn(retries.verdict(loss).code());
                return;
            }
            timer = time.schedule(pause, MqttEngine.this::attempt);
            if (state == ConnectionState.RECONNECTING) {
                LOG.debug("{}: attempt failed: {}", name, why);
            } else {
                become(ConnectionState.RECONNECTING, why);
                listener.conn(MqttEngine.RECONNECTING);
            }
        }
    }

    /** The way out for the session's packets, whichever connection it is. */
    private final class CurrentConnection implements Outbox.Wire {

        @Override
        public boolean up() {
            return state == ConnectionState.CONNECTED;
        }

        @Override
        public void send(MqttMessage packet) {
            MqttEngine.this.send(packet);
        }
    }

    private void send(MqttMessage packet) {
        if (connection == null) {
            ReferenceCountUtil.release(packet);
        } else {
            connection.send(packet);
        }
    }

    /** No connection and no timer from here on. */
    private void quiet() {
        cancelTimer();
        ping.stop();
        connection = null;
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void become(ConnectionState next, String cause) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException(name + ": " + state + " -> " + next);
        }
        LOG.info("{}: {} -> {} ({})", name, state, next, cause);
        state = next;
    }

    /** In a later turn of the loop, if no power cut comes before it. */
    private void later(Runnable task) {
        int life = lives;
        loop.execute(() -> {
            if (life == lives) {
                task.run();
            }
        });
    }

    private Request request() {
        return Objects.requireNonNull(request, "nothing was asked for");
    }

    private ConnectOptions connected() {
        require(state == ConnectionState.CONNECTED);
        return request().options();
    }

    private void require(boolean condition) {
        assert loop.inEventLoop();
        if (!condition) {
            throw new IllegalStateException(name + " is " + state);
        }
    }
}
