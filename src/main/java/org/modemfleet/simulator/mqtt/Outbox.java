package org.modemfleet.simulator.mqtt;

import io.netty.handler.codec.mqtt.MqttMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.time.SimulatedTime;

/**
 * The packets in flight and their schedules: after {@code interval} the first retransmission, then after twice the
 * time each, until {@code retry_times} are used up and the packet is given up at interval × (2^(retry_times+1) −
 * 1).
 *
 * <p>A schedule runs on while the link is down; a retransmission that is due meanwhile is lost, as any packet would be.
 */
final class Outbox {

    /** Where packets go. */
    interface Wire {

        /** A connection stands, from CONNACK to its end. */
        boolean up();

        void send(MqttMessage packet);
    }

    private static final int IDENTIFIERS = 0xFFFF;

    private final SimulatedTime time;
    private final Wire wire;
    private final IntConsumer timedOut;
    private final PacketIdentifiers identifiers = new PacketIdentifiers();
    /** In the order in which they are to be re-sent (MQTT-4.6.0-1, MQTT-4.6.0-4). */
    private final Map<Integer, Slot> slots = new LinkedHashMap<>();

    Outbox(SimulatedTime time, Wire wire, IntConsumer timedOut) {
        this.time = time;
        this.wire = wire;
        this.timedOut = timedOut;
    }

    /** The next mid. If every identifier is in flight, the oldest packet is given up for it. */
    int nextMid() {
        if (slots.size() == IDENTIFIERS) {
            slots.values().iterator().next().giveUp();
        }
        return identifiers.take(slots::containsKey);
    }

    /** Sends the packet and begins its schedule, last in order. */
    void begin(int mid, InFlight packet, ConnectOptions options) {
        begin(new Slot(mid, packet, Duration.ofSeconds(options.retransIntervalSeconds()), options.retryTimes()));
    }

    /** PUBREC came: PUBREL takes the place of the PUBLISH, with a schedule of its own. */
    void release(int mid, InFlight.Publishing publish) {
        Slot old = slot(mid);
        begin(new Slot(mid, new InFlight.Releasing(publish.dup()), old.interval, old.retryTimes));
    }

    private void begin(Slot slot) {
        Slot replaced = slots.remove(slot.mid);
        if (replaced != null) {
            replaced.stop();
        }
        slots.put(slot.mid, slot);
        slot.await();
        wire.send(slot.packet.first(slot.mid));
    }

    /** The packet in flight under this mid if it is of that kind and may still be acknowledged. */
    <P extends InFlight> @Nullable P find(int mid, Class<P> kind) {
        Slot slot = slots.get(mid);
        return slot != null && !slot.orphaned && kind.isInstance(slot.packet) ? kind.cast(slot.packet) : null;
    }

    boolean isEmpty() {
        return slots.isEmpty();
    }

    boolean inFlight(int mid) {
        return slots.containsKey(mid);
    }

    /** It was acknowledged. */
    void done(int mid) {
        Slot slot = slot(mid);
        slots.remove(mid);
        slot.stop();
    }

    /** The server kept the session: what belongs to it is re-sent at once; the schedules go on. */
    void resume() {
        for (Slot slot : List.copyOf(slots.values())) {
            if (!slot.orphaned && slot.packet.resumes()) {
                wire.send(slot.packet.again(slot.mid));
            }
        }
    }

    /** The server has no session: nothing is re-sent, no acknowledgement counts, the schedules end in time-outs. */
    void orphan() {
        slots.values().forEach(slot -> slot.orphaned = true);
    }

    /** Forgets every packet without a word. */
    void drop() {
        new ArrayList<>(slots.values()).forEach(Slot::stop);
        slots.clear();
    }

    /** As after power-on. */
    void reset() {
        drop();
        identifiers.reset();
    }

    private Slot slot(int mid) {
        Slot slot = slots.get(mid);
        if (slot == null) {
            throw new IllegalStateException("mid " + mid + " is not in flight");
        }
        return slot;
    }

    /** One packet and its schedule. */
    private final class Slot {

        private final int mid;
        private final InFlight packet;
        private final Duration interval;
        private final int retryTimes;
        private int retried;
        private boolean orphaned;
        private SimulatedTime.@Nullable Timer timer;

        private Slot(int mid, InFlight packet, Duration interval, int retryTimes) {
            this.mid = mid;
            this.packet = packet;
            this.interval = interval;
            this.retryTimes = retryTimes;
        }

        private void await() {
            timer = time.schedule(interval.multipliedBy(1L << retried), this::due);
        }

        private void due() {
            if (retried == retryTimes) {
                giveUp();
                return;
            }
            retried++;
            await();
            if (!orphaned && wire.up()) {
                wire.send(packet.again(mid));
            }
        }

        private void giveUp() {
            stop();
            slots.remove(mid);
            timedOut.accept(mid);
        }

        private void stop() {
            if (timer != null) {
                timer.cancel();
            }
        }
    }
}
