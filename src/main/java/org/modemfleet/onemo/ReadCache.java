package org.modemfleet.onemo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * +MQTTREAD (manual 3.6). {@code AT+MQTTREAD=<id>,<count>} → per message, oldest first,
 * {@code +MQTTREAD: <id>,<mid>,<topic>,<payload_len>,<payload>}. What was read has left the cache.
 *
 * @param count from 1; more than are stored is refused by the module
 */
public record ReadCache(ConnectId connectId, int count) implements MqttCommand<List<CachedMessage>> {

    @Override
    public String body() {
        return "+MQTTREAD=" + connectId + "," + count;
    }

    @Override
    public ResponseShape shape() {
        return ResponseShape.rows("+MQTTREAD");
    }

    @Override
    public Duration timeout() {
        return Timeouts.CACHE_READ;
    }

    @Override
    public List<CachedMessage> decode(List<AtLine> rows) throws AtDecodingException {
        List<CachedMessage> messages = new ArrayList<>();
        for (AtLine row : rows) {
            CachedMessage message = CachedMessage.parse(row);
            if (!message.connectId().equals(connectId)) {
                throw new AtDecodingException("a message of another connection: " + row.header());
            }
            messages.add(message);
        }
        return List.copyOf(messages);
    }

    @Override
    public void check(ModelProfile profile, Check check) {
        Rules.connectId(connectId, profile, check);
        Rules.cache(profile, check);
        if (count < 1) {
            check.invalid("count", count, "1 to the number of stored messages");
        }
    }
}
