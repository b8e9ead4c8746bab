package org.modemfleet.onemo;

import java.util.ArrayList;
import java.util.List;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtFields;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * +MQTTSUB, list of subscriptions (manual 3.3). {@code AT+MQTTSUB=<id>} →
 * {@code [+MQTTSUB: <topic>,<code>[,<topic>,<code>…]]}, OK.
 */
public record QuerySubscriptions(ConnectId connectId) implements MqttCommand<List<QuerySubscriptions.Subscription>> {

    /** @param code the granted QoS */
    public record Subscription(String topic, int code) {}

    @Override
    public String body() {
        return "+MQTTSUB=" + connectId;
    }

    @Override
    public ResponseShape shape() {
        return ResponseShape.rows("+MQTTSUB");
    }

    @Override
    public List<Subscription> decode(List<AtLine> rows) throws AtDecodingException {
        List<Subscription> subscriptions = new ArrayList<>();
        for (AtLine row : rows) {
            AtFields fields = AtFields.of(row);
            while (fields.hasNext()) {
                subscriptions.add(new Subscription(fields.quoted(), fields.integer(0, 128)));
            }
        }
        return List.copyOf(subscriptions);
    }

    @Override
    public void check(ModelProfile profile, Check check) {
        Rules.connectId(connectId, profile, check);
    }
}
