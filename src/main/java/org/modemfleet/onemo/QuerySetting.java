package org.modemfleet.onemo;

import java.util.List;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;
import org.modemfleet.onemo.profile.ModelProfile;

/** +MQTTCFG, query of one key (manual 3.1). {@code AT+MQTTCFG="<key>",<id>} → {@code +MQTTCFG: "<key>",<values>}. */
public record QuerySetting(ConnectId connectId, MqttKey key) implements MqttCommand<MqttSetting> {

    @Override
    public String body() {
        return "+MQTTCFG=\"" + key.key() + "\"," + connectId;
    }

    @Override
    public ResponseShape shape() {
        return ResponseShape.rows("+MQTTCFG");
    }

    @Override
    public MqttSetting decode(List<AtLine> rows) throws AtDecodingException {
        AtLine row = Rows.one(rows);
        return MqttSetting.parse(row).filter(setting -> setting.key() == key)
                .orElseThrow(() -> new AtDecodingException("not the key " + key.key() + ": " + row.text()));
    }

    @Override
    public void check(ModelProfile profile, Check check) {
        Rules.connectId(connectId, profile, check);
        Rules.key(key, profile, check);
    }
}
