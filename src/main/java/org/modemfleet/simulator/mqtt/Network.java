package org.modemfleet.simulator.mqtt;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;

/** The way to a server: the packet data context of a module. Wrap it where a context may be down. */
@FunctionalInterface
public interface Network {

    /**
     * Opens a connection; never blocks. It has no time-out of its own: the caller closes the channel, which its
     * handler knows from the moment it is registered.
     *
     * @param loop of the channel, and where the future completes
     * @param handler the channel's first handler
     * @return fails with {@link java.net.UnknownHostException} or another {@link java.io.IOException}
     */
    Future<Channel> connect(EventLoop loop, String host, int port, ChannelHandler handler);
}
