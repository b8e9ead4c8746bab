package org.modemfleet.simulator.mqtt;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.time.SimulatedTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One network connection, from the first attempt to open it to its end. After its end nothing more is heard of it. */
final class Connection extends SimpleChannelInboundHandler<MqttMessage> {

    /** What becomes of it: {@link #accepted} or an end; after {@code accepted} packets, then {@link #ended}. */
    interface Owner {

        /** CONNACK with return code 0. */
        void accepted(boolean sessionPresent);

        /** CONNACK with another return code, or TLS failed. */
        void refused(String why);

        /** A packet after CONNACK that a server may send. */
        void received(MqttMessage packet);

        /** It ended without our doing. */
        void ended(Loss loss, String why);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /**
     * Netty's own limit, 8,092 bytes, is less than real messages have; the protocol's, 256 MB, more than a module has
     * memory.
     */
    private static final int MAX_PACKET_BYTES = 8 << 20;
    /** For a server that does not close after DISCONNECT. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final ConnectOptions options;
    private final SimulatedTime time;
    private final Owner owner;
    private @Nullable Channel channel;
    private boolean accepted;
    private boolean over;
    /** What a write failed with. */
    private @Nullable Throwable broken;
    private Duration lastSent = Duration.ZERO;

    Connection(ConnectOptions options, SimulatedTime time, Owner owner) {
        this.options = options;
        this.time = time;
        this.owner = owner;
    }

    /** May call the owner at once. */
    void open(Network network, EventLoop loop) {
        network.connect(loop, options.host(), options.port(), initializer()).addListener(opened -> {
            if (!opened.isSuccess()) {
                end(Loss.NETWORK, String.valueOf(opened.cause()));
            } else if (over) {
                ((Channel) opened.getNow()).close();
            }
        });
    }

    private ChannelHandler initializer() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel registered) {
                channel = registered;
                if (over) {
                    registered.close();
                    return;
                }
                if (options.tls() != null) {
                    options.tls().accept(registered.pipeline());
                }
                registered.pipeline().addLast(new MqttDecoder(MAX_PACKET_BYTES), MqttEncoder.INSTANCE, Connection.this);
            }
        };
    }

    /**
     * Sends a packet. A PUBLISH that finds the send buffer full is lost, as on a link that no longer carries
     * anything.
     */
    void send(MqttMessage packet) {
        if (over || channel == null || packet instanceof MqttPublishMessage && !channel.isWritable()) {
            ReferenceCountUtil.release(packet);
            return;
        }
        lastSent = time.now();
        channel.writeAndFlush(packet).addListener(written -> {
            if (!written.isSuccess()) {
                unsent(written.cause());
            }
        });
    }

    /**
     * The channel's end tells it: not here, in the midst of a command. A closed channel has an end on its way that
     * knows the reason.
     */
    private void unsent(Throwable cause) {
        if (channel != null && !(cause instanceof ClosedChannelException)) {
            broken = cause;
            channel.close();
        }
    }

    /** Ends without DISCONNECT. */
    void drop() {
        over = true;
        if (channel != null) {
            channel.close();
        }
    }

    /**
     * Ends with DISCONNECT. Reads until the server closes: closing with unread bytes would reset the connection under
     * the DISCONNECT.
     */
    void disconnect() {
        over = true;
        Channel ending = channel;
        if (ending != null) {
            ending.writeAndFlush(MqttMessage.DISCONNECT).addListener(_ -> hangUp(ending));
            SimulatedTime.Timer patience = time.schedule(FAREWELL, ending::close);
            ending.closeFuture().addListener(_ -> patience.cancel());
        }
    }

    private void hangUp(Channel ending) {
        // TLS needs its own closing words, which close() says.
        if (options.tls() == null && ending instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        } else {
            ending.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        send(Packets.connect(options));
        ctx.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, MqttMessage packet) {
        if (over) {
            return;
        }
        if (packet.decoderResult().isFailure()) {
            malformed(packet);
        } else if (!accepted) {
            first(packet);
        } else if (packet.fixedHeader().messageType() == MqttMessageType.CONNACK) {
            end(Loss.NETWORK, "a second CONNACK");
        } else {
            next(packet);
        }
    }

    private void malformed(MqttMessage packet) {
        String why = String.valueOf(packet.decoderResult().cause());
        // Netty cannot decode a return code that the standard does not know. Zero it is not.
        MqttFixedHeader header = packet.fixedHeader();
        if (!accepted && header != null && header.messageType() == MqttMessageType.CONNACK) {
            drop();
            owner.refused(why);
        } else {
            end(Loss.NETWORK, why);
        }
    }

    private void first(MqttMessage packet) {
        if (!(packet instanceof MqttConnAckMessage connack)) {
            end(Loss.NETWORK, packet.fixedHeader().messageType() + " instead of CONNACK");
            return;
        }
        MqttConnectReturnCode code = connack.variableHeader().connectReturnCode();
        if (code == MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            accepted = true;
            owner.accepted(connack.variableHeader().isSessionPresent());
        } else {
            drop();
            owner.refused(code.toString());
        }
    }

    private void next(MqttMessage packet) {
        switch (packet.fixedHeader().messageType()) {
            case PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK, PINGRESP -> owner.received(packet);
            default -> end(Loss.NETWORK, packet.fixedHeader().messageType() + " from a server");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (broken != null) {
            failed(broken);
        } else if (accepted && silentTooLong()) {
            end(Loss.PING_TIMEOUT, "closed by the server after 1.5 times the Keep Alive without a packet from here");
        } else {
            end(Loss.CLOSED_BY_SERVER, "closed by the server");
        }
        ctx.fireChannelInactive();
    }

    /** MQTT-3.1.2-24. */
    private boolean silentTooLong() {
        long limitMillis = options.keepaliveSeconds() * 1500L;
        return limitMillis > 0 && time.now().minus(lastSent).toMillis() >= limitMillis;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed(cause);
    }

    private void failed(Throwable cause) {
        if (over) {
            return;
        }
        if (!accepted && (cause instanceof SSLException || cause.getCause() instanceof SSLException)) {
            drop();
            owner.refused(String.valueOf(cause));
        } else if (cause instanceof IOException) {
            // A server that closes without having read CONNECT resets; that is no other end than a close.
            end(accepted ? Loss.NETWORK : Loss.CLOSED_BY_SERVER, String.valueOf(cause));
        } else {
            LOG.warn("A connection to {}:{} failed", options.host(), options.port(), cause);
            end(Loss.UNKNOWN, String.valueOf(cause));
        }
    }

    /** Ends it and says so, unless it has ended already. */
    void end(Loss loss, String why) {
        if (!over) {
            drop();
            owner.ended(loss, why);
        }
    }
}
