package org.modemfleet.simulator.fault;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.modemfleet.simulator.mqtt.Network;
import org.modemfleet.simulator.time.SimulatedTime;

/** One module's way to MQTT servers, with its faults. Confined to its event loop. */
public final class FaultyNetwork implements Network {

    private final Network network;
    private final Faults faults;
    private final SimulatedTime time;
    private final List<Channel> open = new ArrayList<>(1);

    public FaultyNetwork(Network network, Faults faults, SimulatedTime time) {
        this.network = network;
        this.faults = faults;
        this.time = time;
    }

    @Override
    public Future<Channel> connect(EventLoop loop, String host, int port, ChannelHandler handler) {
        boolean name = !NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host);
        if (name && faults.strike(FaultType.DNS_FAILURE, _ -> true) != null) {
            return loop.newFailedFuture(new UnknownHostException(host));
        }
        if (faults.strike(FaultType.BROKER_UNREACHABLE, _ -> true) != null) {
            return loop.newFailedFuture(new ConnectException("no route to " + host));
        }
        return network.connect(loop, host, port, new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                ChannelPipeline pipeline = channel.pipeline();
                pipeline.addLast(handler);
                if (channel.isOpen() && pipeline.last() != null) {
                    pipeline.addBefore(pipeline.lastContext().name(), "faults", new MqttFaults(faults, time));
                }
                open.add(channel);
                channel.closeFuture().addListener(_ -> open.remove(channel));
            }
        });
    }

    /** Every connection and attempt that stands is reset. */
    public void reset() {
        List.copyOf(open).forEach(channel -> {
            if (channel.pipeline().context("faults") != null) {
                MqttFaults.reset(channel.pipeline().context("faults"));
            } else {
                channel.close();
            }
        });
    }
}
