package org.modemfleet.onemo;

import java.util.List;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.AtString;
import org.modemfleet.at.ResponseShape;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * +MQTTUNSUB (manual 3.4). {@code AT+MQTTUNSUB=<id>,<topic>[,<topic>…]} → {@code +MQTTUNSUB: <id>,<mid>}, OK, then
 * {@code unsuback} or {@code timeout}. ML307G prints a row and a URC per topic (footnote 13).
 *
 * @param topics 1–3
 */
public record Unsubscribe(ConnectId connectId, List<String> topics)
        implements MqttCommand<List<Integer>>, SettledByUrc<List<Integer>> {

    public Unsubscribe {
        topics = List.copyOf(topics);
    }

    @Override
    public String body() {
        StringBuilder body = new StringBuilder("+MQTTUNSUB=" + connectId);
        topics.forEach(topic -> body.append(',').append(AtString.quoted(topic)));
        return body.toString();
    }

    @Override
    public ResponseShape shape() {
        return ResponseShape.rows("+MQTTUNSUB");
    }

    /** The mids: one for all topics, or one per topic. */
    @Override
    public List<Integer> decode(List<AtLine> rows) throws AtDecodingException {
        return PacketRows.mids(rows, connectId, topics.size());
    }

    @Override
    public Settlement settlement(List<Integer> mids) {
        return new TopicsSettlement(connectId, topics, mids, false);
    }

    @Override
    public void check(ModelProfile profile, Check check) {
        Rules.connectId(connectId, profile, check);
        Rules.topicCount("topic", topics, profile, check);
        Check strings = new Check();
        for (int i = 0; i < topics.size(); i++) {
            Rules.topicFilter("topic[" + i + "]", topics.get(i), profile, strings);
        }
        strings.into(check);
        if (strings.passed()) {
            Rules.lineLength("topic", body(), profile, check);
        }
    }
}
