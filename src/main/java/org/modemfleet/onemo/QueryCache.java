package org.modemfleet.onemo;

import java.util.List;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtFields;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * +MQTTREAD, fill of the cache (manual 3.6). {@code AT+MQTTREAD=<id>} →
 * {@code +MQTTREAD: <id>,<store_msgs>,<total_len>}.
 */
public record QueryCache(ConnectId connectId) implements MqttCommand<QueryCache.Fill> {

    /**
     * @param storeMsgs messages in the cache
     * @param totalLen bytes of their payloads
     */
    public record Fill(int storeMsgs, int totalLen) {}

    @Override
    public String body() {
        return "+MQTTREAD=" + connectId;
    }

    @Override
    public ResponseShape shape() {
        return ResponseShape.rows("+MQTTREAD");
    }

    @Override
    public Fill decode(List<AtLine> rows) throws AtDecodingException {
        AtFields fields = AtFields.of(Rows.one(rows));
        Rows.sameConnection(fields, connectId);
        Fill fill = new Fill(fields.integer(0, Integer.MAX_VALUE), fields.integer(0, Integer.MAX_VALUE));
        fields.end();
        return fill;
    }

    @Override
    public void check(ModelProfile profile, Check check) {
        Rules.connectId(connectId, profile, check);
        Rules.cache(profile, check);
    }
}
