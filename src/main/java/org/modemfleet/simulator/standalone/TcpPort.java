package org.modemfleet.simulator.standalone;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.modemfleet.simulator.ByteSink;
import org.modemfleet.simulator.SimulatedModule;

/** A module's AT line on a TCP port of 127.0.0.1. Everything of it runs on the module's event loop. */
final class TcpPort implements AutoCloseable {

    /** What the kernel holds for a client that does not read. */
    private static final int SEND_BUFFER_BYTES = 1 << 16;

    /** Nobody but one client gets the line: a long queue would be of no use. */
    private static final int BACKLOG = 16;

    private final Channel listener;

    private TcpPort(Channel listener) {
        this.listener = listener;
    }

    /** @param port 0: any free one */
    static TcpPort open(SimulatedModule module, int port) {
        ChannelFuture bound = new ServerBootstrap()
                .group(module.loop())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(ByteSink.UNTAKEN_BYTES / 2, ByteSink.UNTAKEN_BYTES))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        client.pipeline().addLast(new TcpTerminal(client, module));
                    }
                })
                .bind(InetAddress.ofLiteral("127.0.0.1"), port)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw failure(module, port, bound.cause());
        }
        return new TcpPort(bound.channel());
    }

    private static StandaloneException failure(SimulatedModule module, int port, Throwable cause) {
        String what = cause instanceof BindException
                ? " is taken by another process; stop that one or set another modemfleet.simulator.tcp-port"
                : " cannot be opened (" + cause.getMessage() + "); see modemfleet.simulator.tcp-port";
        return new StandaloneException("TCP port 127.0.0.1:" + port + " of module " + module.id() + what, cause);
    }

    int number() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Nobody else can come; who is there stays. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
    }
}
