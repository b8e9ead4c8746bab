package org.modemfleet.onemo;

import java.util.List;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtFields;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;
import org.modemfleet.onemo.profile.ModelProfile;

/** +MQTTSTATE (manual 3.7). {@code AT+MQTTSTATE=<id>} → {@code +MQTTSTATE: <state>}, OK. */
public record QueryState(ConnectId connectId) implements MqttCommand<ConnectionState> {

    @Override
    public String body() {
        return "+MQTTSTATE=" + connectId;
    }

    @Override
    public ResponseShape shape() {
        return ResponseShape.rows("+MQTTSTATE");
    }

    @Override
    public ConnectionState decode(List<AtLine> rows) throws AtDecodingException {
        AtFields fields = AtFields.of(Rows.one(rows));
        ConnectionState state = new ConnectionState(fields.integer(0, 255));
        fields.end();
        return state;
    }

    @Override
    public void check(ModelProfile profile, Check check) {
        Rules.connectId(connectId, profile, check);
    }
}
