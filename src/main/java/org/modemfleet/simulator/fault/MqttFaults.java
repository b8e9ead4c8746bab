package org.modemfleet.simulator.fault;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.time.SimulatedTime;

/** Stands between the codec and the session of one MQTT connection. */
final class MqttFaults extends ChannelInboundHandlerAdapter {

    private final Faults faults;
    private final SimulatedTime time;
    /** What came behind a CONNACK that is late: a session takes nothing before it (MQTT-3.2.0-1). Null if none is late. */
    private @Nullable Deque<Object> behindConnack;

    MqttFaults(Faults faults, SimulatedTime time) {
        this.faults = faults;
        this.time = time;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (behindConnack != null) {
            behindConnack.add(message);
            return;
        }
        if (faults.none() || !(message instanceof MqttMessage packet) || packet.fixedHeader() == null) {
            ctx.fireChannelRead(message);
            return;
        }
        String type = packet.fixedHeader().messageType().name();
        if (faults.strike(FaultType.LOST_ACK, fault -> type.equals(fault.ack())) != null) {
            ReferenceCountUtil.release(packet);
            return;
        }
        MqttMessage passed = packet instanceof MqttConnAckMessage connack ? connack(connack) : packet;
        ActiveFault late = faults.strike(FaultType.DELAYED_ACK, fault -> type.equals(fault.ack()));
        if (late == null) {
            ctx.fireChannelRead(passed);
        } else if (passed instanceof MqttConnAckMessage) {
            behindConnack = new ArrayDeque<>();
            time.schedule(late.delay(), () -> connackComes(ctx, passed));
        } else {
            time.schedule(late.delay(), () -> ctx.fireChannelRead(passed));
        }
    }

    private void connackComes(ChannelHandlerContext ctx, MqttMessage connack) {
        Deque<Object> behind = behindConnack;
        if (behind != null) {
            behindConnack = null;
            ctx.fireChannelRead(connack);
            behind.forEach(message -> channelRead(ctx, message));
        }
    }

    /** The connection has ended before its CONNACK came. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (behindConnack != null) {
            behindConnack.forEach(ReferenceCountUtil::release);
            behindConnack = null;
        }
    }

    private MqttMessage connack(MqttConnAckMessage connack) {
        ActiveFault refusing = faults.strike(FaultType.CONNACK_REFUSED, _ -> true);
        if (refusing == null) {
            return connack;
        }
        byte code = Objects.requireNonNull(refusing.fault().code()).byteValue();
        return new MqttConnAckMessage(connack.fixedHeader(),
                new MqttConnAckVariableHeader(MqttConnectReturnCode.valueOf(code), false));
    }

    /** The server hears RST, and so does the module. */
    static void reset(ChannelHandlerContext ctx) {
        ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        ctx.fireExceptionCaught(new IOException("Connection reset"));
        ctx.close();
    }
}
