package org.modemfleet.simulator.device;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.simulator.device.MessageCache.Message;
import org.modemfleet.simulator.mqtt.ConnectOptions;
import org.modemfleet.simulator.mqtt.ConnectionState;
import org.modemfleet.simulator.mqtt.MqttEngine;
import org.modemfleet.simulator.v250.CmeError;

/** One {@code <connect_id>}: its settings, its MQTT session, its cache, and its URCs (manual 3.9). */
final class MqttConnection implements MqttEngine.Listener {

    private final MobileTermination module;
    private final int connectId;
    private final ConnectionSettings settings;
    private final MqttEngine engine;
    private final MessageCache cache;

    MqttConnection(MobileTermination module, int connectId) {
        Board board = module.board();
        Integer cacheBytes = board.profile().cacheBytes();
        this.module = module;
        this.connectId = connectId;
        this.settings = new ConnectionSettings(board.profile());
        this.cache = new MessageCache(cacheBytes == null ? 0 : cacheBytes);
        this.engine = new MqttEngine(board.id() + "/" + connectId, board.loop(), board.time(), this::openChannel, this);
    }

    int connectId() {
        return connectId;
    }

    ConnectionSettings settings() {
        return settings;
    }

    MqttEngine engine() {
        return engine;
    }

    MessageCache cache() {
        return cache;
    }

    /** Connecting, connected or reconnecting. */
    boolean exists() {
        return engine.state() != ConnectionState.DISCONNECTED;
    }

    /** Why SUB, UNSUB and PUB are refused now; null if they are not. */
    @Nullable CmeError notConnected() {
        return switch (engine.state()) {
            case DISCONNECTED -> CmeError.NOT_CONNECTED;
            case CONNECTING, RECONNECTING -> CmeError.CONNECTING;
            case CONNECTED -> null;
        };
    }

    /** The PDP context in use. */
    int cid() {
        return settings.find("cid").orElse(PacketDomain.FIRST_CID);
    }

    /** Whether the will flag is set without a topic for the will. */
    boolean lacksWillTopic() {
        return settings.isOn("willFlag") && settings.willTopic().length == 0;
    }

    void connect(String host, int port, String clientId, @Nullable String user, byte @Nullable [] password) {
        ModelProfile.Timers timers = module.profile().timers();
        engine.connect(new ConnectOptions(host, port, clientId, user, password, settings.get("keepaliveTime"),
                settings.isOn("cleanSession"), will(), settings.get("retransInterval"), settings.get("retryTimes"),
                settings.get("pingInterval"), settings.get("reconnTimes"), settings.get("reconnInterval"),
                settings.get("mode"), timers.connackSeconds(), timers.pingrespSeconds(),
                settings.isOn("sslEnable") ? TlsClient.of(tlsMaterial(), host, port) : null));
    }

    private TlsContext.Material tlsMaterial() {
        return module.tlsContext(settings.get("sslId")).material(module.board().tlsFiles());
    }

    private ConnectOptions.@Nullable Will will() {
        String topic = Bytes.utf8(settings.willTopic());
        if (!settings.isOn("willFlag") || topic == null) {
            return null;
        }
        return new ConnectOptions.Will(topic, settings.willPayload(), settings.get("willQos"),
                settings.isOn("willRetain"));
    }

    private Future<Channel> openChannel(EventLoop loop, String host, int port, ChannelHandler handler) {
        return module.packetDomain().isActive(cid())
                ? module.board().network().connect(loop, host, port, handler)
                : loop.newFailedFuture(new ConnectException("PDP context " + cid() + " is down"));
    }

    void networkLost() {
        engine.networkLost();
    }

    /** It connects, or a packet waits for its acknowledgement. */
    boolean isBusy() {
        return engine.isBusy();
    }

    void deepSleep() {
        engine.suspend();
    }

    void powerCut() {
        engine.powerCut();
    }

    // ── MqttEngine.Listener: the URCs ──────────────────────────────────────────────────────────────────────────────

    @Override
    public void conn(int state) {
        module.unsolicited(urc("conn").text(",").number(state).toArray());
    }

    @Override
    public void suback(int mid, List<Integer> codes) {
        Bytes urc = urc("suback", mid);
        codes.forEach(code -> urc.text(",").number(code));
        module.unsolicited(urc.toArray());
    }

    @Override
    public void unsuback(int mid) {
        module.unsolicited(urc("unsuback", mid).toArray());
    }

    @Override
    public void puback(int mid, boolean dup) {
        module.unsolicited(urc("puback", mid).text(dup ? ",1" : ",0").toArray());
    }

    @Override
    public void pubrec(int mid, boolean dup) {
        module.unsolicited(urc("pubrec", mid).text(dup ? ",1" : ",0").toArray());
    }

    @Override
    public void pubcomp(int mid, boolean dup) {
        module.unsolicited(urc("pubcomp", mid).text(dup ? ",1" : ",0").toArray());
    }

    @Override
    public void timeout(int mid) {
        module.unsolicited(urc("timeout", mid).toArray());
    }

    @Override
    public void pingresp(int ret) {
        if (settings.isOn("pingack")) {
            module.unsolicited(urc("pingresp").text(",").number(ret).toArray());
        }
    }

    @Override
    public void message(int mid, String topic, byte[] payload) {
        if (!settings.isOn("cachedMode")) {
            publish(mid, topic, payload);
        } else if (cache.add(new Message(mid, topic, payload))) {
            module.unsolicited(urc("pubnmi", mid).text(",").number(payload.length).toArray());
        } else {
            module.unsolicited(urc("drop").text(",").number(payload.length).toArray());
        }
    }

    /** Prints a message, in pieces where the model splits (the note to manual 3.9). */
    private void publish(int mid, String topic, byte[] payload) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        Integer limit = module.profile().publishSplitBytes();
        int most = limit == null || name.length + payload.length <= limit
                ? Math.max(1, payload.length) : Math.max(1, limit - name.length);
        int from = 0;
        do {
            byte[] piece = Arrays.copyOfRange(payload, from, Math.min(from + most, payload.length));
            module.unsolicited(urc("publish", mid).text(",").quoted(name).text(",").number(payload.length)
                    .text(",").number(piece.length).text(",").raw(output(piece)).toArray());
            from += most;
        } while (from < payload.length);
    }

    /** Payload bytes by {@code <output_format>}. */
    byte[] output(byte[] payload) {
        return settings.isOn("outputFormat") ? Bytes.hex(payload) : payload;
    }

    private Bytes urc(String name) {
        return Bytes.of("+MQTTURC: \"" + name + "\",").number(connectId);
    }

    private Bytes urc(String name, int mid) {
        return urc(name).text(",").number(mid);
    }
}
