package org.modemfleet.onemo;

import java.util.List;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * +MQTTCFG, set command (manual 3.1). {@code AT+MQTTCFG="<key>",<id>,<values>} → OK. All values are sent.
 *
 * @param inputFormat in force when the command runs; {@code <will_msg>} is typed in it
 */
public record SetSetting(ConnectId connectId, MqttSetting setting, InputFormat inputFormat)
        implements MqttCommand<NoRows> {

    @Override
    public String body() {
        return "+MQTTCFG=\"" + setting.key().key() + "\"," + connectId + "," + setting.toParameters();
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
    public void check(ModelProfile profile, Check check) {
        Rules.connectId(connectId, profile, check);
        setting.check(profile, inputFormat, check);
    }
}
