package org.modemfleet.simulator.mqtt;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TCP over this machine's network. One for all modules; the event loops must be NIO ones. Names are resolved on a
 * few threads of their own, because the system's resolver blocks in native code: neither an event loop nor the
 * carrier of a virtual thread may wait there.
 */
public final class TcpNetwork implements Network, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TcpNetwork.class);
    private static final AtomicBoolean WARNED = new AtomicBoolean();
    private static final int RESOLVER_THREADS = 8;
    /** More than this unsent, and a server that does not read loses whole packets instead of filling our memory. */
    private static final int UNSENT_BYTES = 4 << 20;
    /** Shared by all channels, which would each make their own. */
    private static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(UNSENT_BYTES / 2, UNSENT_BYTES);
    private static final RecvByteBufAllocator RECEIVED = new AdaptiveRecvByteBufAllocator();

    private final ThreadPoolExecutor resolver = new ThreadPoolExecutor(RESOLVER_THREADS, RESOLVER_THREADS, 10,
            TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("simulator-resolver-", 0).daemon().factory());

    public TcpNetwork() {
        resolver.allowCoreThreadTimeOut(true);
    }

    @Override
    public Future<Channel> connect(EventLoop loop, String host, int port, ChannelHandler handler) {
        Promise<Channel> opened = loop.newPromise();
        byte @Nullable [] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal != null) {
            open(loop, address(host, literal), port, handler, opened);
        } else {
            resolve(loop, host, port, handler, opened);
        }
        return opened;
    }

    private void resolve(EventLoop loop, String host, int port, ChannelHandler handler, Promise<Channel> opened) {
        try {
            resolver.execute(() -> {
                try {
                    InetAddress address = InetAddress.getByName(host);
                    loop.execute(() -> open(loop, address, port, handler, opened));
                } catch (UnknownHostException e) {
                    opened.tryFailure(e);
                }
            });
        } catch (RejectedExecutionException closed) {
            opened.tryFailure(new UnknownHostException(host + ": the network is closed"));
        }
    }

    private static InetAddress address(String host, byte[] literal) {
        try {
            return InetAddress.getByAddress(host, literal);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("4 or 16 bytes are an address", impossible);
        }
    }

    private static void open(EventLoop loop, InetAddress address, int port, ChannelHandler handler,
            Promise<Channel> opened) {
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                // Whoever waits for the attempt closes the channel: its time is simulated time.
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT)
                .option(ChannelOption.RECVBUF_ALLOCATOR, RECEIVED)
                .handler(handler)
                .connect(new InetSocketAddress(address, port));
        connecting.addListener(done -> {
            if (connecting.isSuccess()) {
                opened.trySuccess(connecting.channel());
            } else {
                if (connecting.cause() instanceof ChannelException noSocket) {
                    warn(noSocket);
                }
                opened.tryFailure(connecting.cause());
            }
        });
    }

    /** Not even a socket could be had. Whoever starts thousands of modules is told once, not by each of them. */
    private static void warn(ChannelException noSocket) {
        Throwable cause = noSocket;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (WARNED.compareAndSet(false, true)) {
            LOG.warn("A simulated module got no socket ({}): see ulimit -n. This is told once", cause.getMessage());
        } else {
            LOG.debug("A simulated module got no socket", noSocket);
        }
    }

    /** Names are no longer resolved; open channels stay. */
    @Override
    public void close() {
        resolver.shutdown();
    }
}
