package org.modemfleet.onemo;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * MQTTPUB ends at once at QoS 0, with {@code puback} at QoS 1, with {@code pubcomp} at QoS 2; or with {@code timeout}.
 * MQTTDISC drops it without a word, so that its {@code conn,<id>,2} ends it too.
 */
final class PublishSettlement implements Settlement {

    private static final int CLOSED_BY_USER = 2;

    private final ConnectId connectId;
    private final int mid;
    private final int qos;
    private @Nullable Settled settled;

    PublishSettlement(ConnectId connectId, int mid, int qos) {
        this.connectId = connectId;
        this.mid = mid;
        this.qos = qos;
        this.settled = qos == 0 ? Settled.of(Outcome.ACCEPTED) : null;
    }

    @Override
    public boolean concerns(MqttUrc urc) {
        if (settled != null || !urc.connectId().equals(connectId)) {
            return false;
        }
        return switch (urc) {
            case MqttUrc.PubAck ack -> qos == 1 && ack.mid() == mid;
            case MqttUrc.PubRec rec -> qos == 2 && rec.mid() == mid;
            case MqttUrc.PubComp comp -> qos == 2 && comp.mid() == mid;
            case MqttUrc.Timeout timeout -> timeout.mid() == mid;
            case MqttUrc.Conn conn -> conn.state() == CLOSED_BY_USER;
            default -> false;
        };
    }

    @Override
    public void offer(MqttUrc urc) {
        if (!concerns(urc)) {
            return;
        }
        settled = switch (urc) {
            case MqttUrc.PubAck _, MqttUrc.PubComp _ -> Settled.of(Outcome.ACKNOWLEDGED);
            case MqttUrc.Timeout _ -> Settled.of(Outcome.TIMEOUT);
            case MqttUrc.Conn conn -> new Settled(Outcome.FAILED, conn.state(), List.of());
            default -> null;
        };
    }

    @Override
    public Optional<Settled> settled() {
        return Optional.ofNullable(settled);
    }
}
