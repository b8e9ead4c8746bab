package org.modemfleet.onemo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtFields;
import org.modemfleet.at.AtLine;

/**
 * A message read from the cache (manual 3.6).
 *
 * @param mid the packet identifier, 0 for QoS 0
 * @param payload decoded, whatever the output format was
 */
public record CachedMessage(ConnectId connectId, int mid, String topic, byte[] payload) {

    /**
     * Reads a row {@code +MQTTREAD: <id>,<mid>,<topic>,<payload_len>,<payload>}.
     *
     * @throws AtDecodingException if it is another line, such as the answer to {@link QueryCache}
     */
    public static CachedMessage parse(AtLine row) throws AtDecodingException {
        if (row.kind() != AtLine.Kind.COUNTED || !row.header().startsWith("+MQTTREAD:")) {
            throw new AtDecodingException("no cached message: " + row.text());
        }
        AtFields fields = AtFields.of(row);
        ConnectId connectId = new ConnectId(fields.integer(0, 5));
        int mid = Rows.mid(fields);
        // Behind the topic: payload_len and the payload, which AtFields sees as a skipped field.
        String topic = new String(fields.quotedBefore(2), StandardCharsets.UTF_8);
        int payloadLen = fields.integer(0, Integer.MAX_VALUE);
        return new CachedMessage(connectId, mid, topic, Hex.payload(row.payload(), payloadLen));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CachedMessage that && connectId.equals(that.connectId) && mid == that.mid
                && topic.equals(that.topic) && Arrays.equals(payload, that.payload);
    }

    @Override
    public int hashCode() {
        return Objects.hash(connectId, mid, topic, Arrays.hashCode(payload));
    }
}
