package org.modemfleet.onemo;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * +MQTTCFG, query of all keys (manual 3.1). {@code AT+MQTTCFG="query",<id>} → the rows of all keys that the model has.
 * Rows of keys that no manual has are passed over.
 */
public record QuerySettings(ConnectId connectId) implements MqttCommand<Map<MqttKey, MqttSetting>> {

    @Override
    public String body() {
        return "+MQTTCFG=\"query\"," + connectId;
    }

    @Override
    public ResponseShape shape() {
        return ResponseShape.rows("+MQTTCFG");
    }

    /** In the order of the keys. */
    @Override
    public Map<MqttKey, MqttSetting> decode(List<AtLine> rows) throws AtDecodingException {
        Map<MqttKey, MqttSetting> settings = new EnumMap<>(MqttKey.class);
        for (AtLine row : rows) {
            MqttSetting.parse(row).ifPresent(setting -> settings.put(setting.key(), setting));
        }
        return Collections.unmodifiableMap(settings);
    }

    @Override
    public void check(ModelProfile profile, Check check) {
        Rules.connectId(connectId, profile, check);
    }
}
