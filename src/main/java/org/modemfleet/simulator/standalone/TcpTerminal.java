package org.modemfleet.simulator.standalone;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.modemfleet.simulator.ByteSink;
import org.modemfleet.simulator.SimulatedModule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of a TCP port. The first one has the line until it leaves; another is told so and closed. One that has closed its sending side
 * still gets what is printed, until nothing was for a while or another client comes.
 */
final class TcpTerminal extends SimpleChannelInboundHandler<ByteBuf> implements ByteSink {

    private static final Logger LOG = LoggerFactory.getLogger(TcpTerminal.class);
    private static final byte[] IN_USE = "ERROR: line in use\r\n".getBytes(StandardCharsets.US_ASCII);

    /** How long a client that sends no more is kept for what may still be printed. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How long a client that was refused may take to hang up: closed at once, with bytes of it unread, it might not see the reason. */
    private static final long REFUSED_SECONDS = 2;

    private final SocketChannel client;
    private final SimulatedModule module;
    private boolean refused;
    private volatile boolean leaving;
    private long printed;

    TcpTerminal(SocketChannel client, SimulatedModule module) {
        this.client = client;
        this.module = module;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (module.plug(this)) {
            LOG.debug("Module {}: {} has the line", module.id(), client.remoteAddress());
        } else {
            refuse(context);
        }
    }

    private void refuse(ChannelHandlerContext context) {
        LOG.info("Module {}: {} is refused, the line is in use", module.id(), client.remoteAddress());
        refused = true;
        context.writeAndFlush(Unpooled.wrappedBuffer(IN_USE)).addListener(_ -> client.shutdownOutput());
        context.executor().schedule(() -> context.close(), REFUSED_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        if (!refused) {
            module.receive(ByteBufUtil.getBytes(bytes), () -> {});
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            if (refused) {
                context.close();
            } else {
                leaving = true;
                printed = System.nanoTime();
                closeWhenQuiet(context);
            }
        }
    }

    private void closeWhenQuiet(ChannelHandlerContext context) {
        long left = QUIET_NANOS - (System.nanoTime() - printed);
        if (left <= 0) {
            context.close();
        } else if (client.isActive()) {
            context.executor().schedule(() -> closeWhenQuiet(context), left, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public boolean givesWay() {
        return leaving;
    }

    @Override
    public boolean take(byte[] bytes) {
        if (!client.isActive() || bytes.length > client.bytesBeforeUnwritable()) {
            return false;
        }
        printed = System.nanoTime();
        client.writeAndFlush(Unpooled.wrappedBuffer(bytes)).addListener(written -> {
            if (!written.isSuccess()) {
                module.lost(bytes.length);
            }
        });
        return true;
    }

    @Override
    public void hangUp() {
        client.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        module.unplug(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("Module {}: {} is gone", module.id(), client.remoteAddress(), cause);
        context.close();
    }
}
