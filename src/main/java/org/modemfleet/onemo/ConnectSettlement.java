package org.modemfleet.onemo;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** MQTTCONN ends with the first conn URC that is not {@code 1}, reconnecting. */
final class ConnectSettlement implements Settlement {

    private final ConnectId connectId;
    private @Nullable Settled settled;

    ConnectSettlement(ConnectId connectId) {
        this.connectId = connectId;
    }

    @Override
    public boolean concerns(MqttUrc urc) {
        return settled == null && urc instanceof MqttUrc.Conn && urc.connectId().equals(connectId);
    }

    @Override
    public void offer(MqttUrc urc) {
        if (!concerns(urc) || !(urc instanceof MqttUrc.Conn conn)) {
            return;
        }
        settled = switch (conn.state()) {
            case 1 -> null;
            case 0 -> new Settled(Outcome.CONNECTED, 0, List.of());
            case 3 -> new Settled(Outcome.REFUSED, 3, List.of());
            default -> new Settled(Outcome.FAILED, conn.state(), List.of());
        };
    }

    @Override
    public Optional<Settled> settled() {
        return Optional.ofNullable(settled);
    }
}
