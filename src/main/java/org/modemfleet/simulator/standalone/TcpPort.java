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
import java.util.concurrent.TimeUnit;
import org.modemfleet.simulator.ByteSink;
import org.modemfleet.simulator.Port;
import org.modemfleet.simulator.SimulatedModule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A module's AT line on a TCP port of 127.0.0.1. Everything of it runs on the module's event loop. */
final class TcpPort implements Port, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TcpPort.class);
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    /** What the kernel holds for a client that does not read. */
    private static final int SEND_BUFFER_BYTES = 1 << 16;

    /** Nobody but one client gets the line: a long queue would be of no use. */
    private static final int BACKLOG = 16;

    /** Somebody may have taken the port while it was away. */
    private static final long RETRY_SECONDS = 1;

    private final SimulatedModule module;
    private final ServerBootstrap listening;
    private Channel listener;
    private final int number;

    /** Confined to the module's event loop, as what it decides about is. */
    private boolean away;
    private boolean closed;

    private TcpPort(SimulatedModule module, ServerBootstrap listening, Channel listener) {
        this.module = module;
        this.listening = listening;
        this.listener = listener;
        this.number = ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** @param port 0: any free one */
    static TcpPort open(SimulatedModule module, int port) {
        ServerBootstrap listening = listening(module);
        ChannelFuture bound = listening.bind(LOOPBACK, port).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw failure(module, port, bound.cause());
        }
        TcpPort opened = new TcpPort(module, listening, bound.channel());
        module.add(opened);
        return opened;
    }

    private static ServerBootstrap listening(SimulatedModule module) {
        return new ServerBootstrap()
                .group(module.loop())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(ByteSink.UNTAKEN_BYTES / 2, ByteSink.UNTAKEN_BYTES))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        client.pipeline().addLast(new TcpTerminal(client, module));
                    }
                });
    }

    private static StandaloneException failure(SimulatedModule module, int port, Throwable cause) {
        String what = cause instanceof BindException
                ? " is taken by another process; stop that one or set another modemfleet.simulator.tcp-port"
                : " cannot be opened (" + cause.getMessage() + "); see modemfleet.simulator.tcp-port";
        return new StandaloneException("TCP port 127.0.0.1:" + port + " of module " + module.id() + what, cause);
    }

    int number() {
        return number;
    }

    @Override
    public void vanish() {
        away = true;
        listener.close();
    }

    @Override
    public void comeBack() {
        away = false;
        listenAgain();
    }

    private void listenAgain() {
        if (away || closed || listener.isOpen()) {
            return;
        }
        ChannelFuture bound = listening.bind(LOOPBACK, number);
        listener = bound.channel();
        bound.addListener(_ -> {
            if (!bound.isSuccess()) {
                LOG.warn("{}; trying again", failure(module, number, bound.cause()).getMessage());
                module.loop().schedule(this::listenAgain, RETRY_SECONDS, TimeUnit.SECONDS);
            }
        });
    }

    /** Nobody else can come; who is there stays. */
    @Override
    public void close() {
        module.loop().submit(() -> {
            closed = true;
            return listener.close();
        }).awaitUninterruptibly();
    }
}
