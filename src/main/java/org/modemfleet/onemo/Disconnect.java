package org.modemfleet.onemo;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;
import org.modemfleet.onemo.profile.ModelProfile;

/** +MQTTDISC (manual 3.8). {@code AT+MQTTDISC=<id>} → OK, then {@code +MQTTURC: "conn",<id>,2}. */
public record Disconnect(ConnectId connectId) implements MqttCommand<NoRows>, SettledByUrc<NoRows> {

    private static final int CLOSED_BY_USER = 2;

    @Override
    public String body() {
        return "+MQTTDISC=" + connectId;
    }

    @Override
    public ResponseShape shape() {
        return ResponseShape.none();
    }

    @Override
    public NoRows decode(List<AtLine> rows) {
        return NoRows.NO_ROWS;
    }

    @Override
    public Settlement settlement(NoRows rows) {
        return new Closing(connectId);
    }

    @Override
    public void check(ModelProfile profile, Check check) {
        Rules.connectId(connectId, profile, check);
    }

    /** Only state 2 answers this command; any other was on its way already. */
    private static final class Closing implements Settlement {
        private final ConnectId connectId;
        private @Nullable Settled settled;

        Closing(ConnectId connectId) {
            this.connectId = connectId;
        }

        @Override
        public boolean concerns(MqttUrc urc) {
            return settled == null && urc instanceof MqttUrc.Conn conn && conn.connectId().equals(connectId)
                    && conn.state() == CLOSED_BY_USER;
        }

        @Override
        public void offer(MqttUrc urc) {
            if (concerns(urc)) {
                settled = new Settled(Outcome.DISCONNECTED, CLOSED_BY_USER, List.of());
            }
        }

        @Override
        public Optional<Settled> settled() {
            return Optional.ofNullable(settled);
        }
    }
}
