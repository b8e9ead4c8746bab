package org.modemfleet.simulator.mqtt;

import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.modemfleet.simulator.time.SimulatedTime;

/** An engine on real loopback sockets, with a clock that stands still unless told otherwise. */
final class Rig implements AutoCloseable {

    final Urcs urcs = new Urcs();
    final ManualTime time;
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final TcpNetwork network = new TcpNetwork();
    private final MqttEngine engine;

    Rig() {
        time = new ManualTime(loop);
        engine = new MqttEngine("test/0", loop, time, network, urcs);
    }

    /** With a clock that runs. */
    Rig(double timeScale) {
        time = new ManualTime(loop);
        engine = new MqttEngine("test/0", loop, SimulatedTime.scaled(loop, timeScale), network, urcs);
    }

    /** Does something with the engine as the AT server would: in one turn of the event loop. */
    <T> T call(Function<MqttEngine, T> action) {
        return loop.submit(() -> action.apply(engine)).syncUninterruptibly().getNow();
    }

    Rig connect(Settings settings) {
        call(e -> {
            e.connect(settings.options());
            return null;
        });
        return this;
    }

    int subscribe(String topic, int qos) {
        return call(e -> e.subscribe(List.of(new TopicFilter(topic, qos))));
    }

    int unsubscribe(String... topics) {
        return call(e -> e.unsubscribe(List.of(topics)));
    }

    Published publish(String topic, int qos, String payload) {
        return call(e -> e.publish(topic, qos, false, false, payload.getBytes(StandardCharsets.UTF_8)));
    }

    void disconnect() {
        call(e -> {
            e.disconnect();
            return null;
        });
    }

    void powerCut() {
        call(e -> {
            e.powerCut();
            return null;
        });
    }

    void networkLost() {
        call(e -> {
            e.networkLost();
            return null;
        });
    }

    /** Waits until the attempt under way has ended, in whatever. */
    void awaitIdleAttempt() {
        await().until(() -> !call(MqttEngine::attempting));
    }

    ConnectionState state() {
        return call(MqttEngine::state);
    }

    List<Subscription> subscriptions() {
        return call(MqttEngine::subscriptions);
    }

    @Override
    public void close() {
        powerCut();
        network.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
