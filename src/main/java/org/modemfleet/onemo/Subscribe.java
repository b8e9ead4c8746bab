package org.modemfleet.onemo;

import java.util.List;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.AtString;
import org.modemfleet.at.ResponseShape;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * +MQTTSUB (manual 3.3). {@code AT+MQTTSUB=<id>,<topic>,<qos>[,<topic>,<qos>…]} → {@code +MQTTSUB: <id>,<mid>}, OK,
 * then {@code suback} or {@code timeout}. ML307G prints a row and a URC per topic (footnote 10).
 *
 * @param topics 1–3
 */
public record Subscribe(ConnectId connectId, List<Filter> topics)
        implements MqttCommand<List<Integer>>, SettledByUrc<List<Integer>> {

    /** @param qos 0–2 */
    public record Filter(String topic, int qos) {}

    public Subscribe {
        topics = List.copyOf(topics);
    }

    @Override
    public String body() {
        StringBuilder body = new StringBuilder("+MQTTSUB=" + connectId);
        topics.forEach(filter -> body.append(',').append(AtString.quoted(filter.topic())).append(',')
                .append(filter.qos()));
        return body.toString();
    }

    @Override
    public ResponseShape shape() {
        return ResponseShape.rows("+MQTTSUB");
    }

    /** The mids: one for all topics, or one per topic. */
    @Override
    public List<Integer> decode(List<AtLine> rows) throws AtDecodingException {
        return PacketRows.mids(rows, connectId, topics.size());
    }

    @Override
    public Settlement settlement(List<Integer> mids) {
        return new TopicsSettlement(connectId, topics.stream().map(Filter::topic).toList(), mids, true);
    }

    @Override
    public void check(ModelProfile profile, Check check) {
        Rules.connectId(connectId, profile, check);
        Rules.topicCount("topics", topics.stream().map(Filter::topic).toList(), profile, check);
        Check strings = new Check();
        for (int i = 0; i < topics.size(); i++) {
            String field = "topics[" + i + "]";
            Rules.topicFilter(field + ".topic", topics.get(i).topic(), profile, strings);
            Rules.number(field + ".qos", "qos", topics.get(i).qos(), profile, check);
        }
        strings.into(check);
        if (strings.passed()) {
            Rules.lineLength("topics", body(), profile, check);
        }
    }
}
