package org.modemfleet.onemo;

import java.util.List;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtFields;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;

/**
 * +MQTTPUB (manual 3.5). {@code AT+MQTTPUB=<id>,<topic>,<qos>,<retain>,<dup>,<msg_len>[,<message>]} →
 * {@code +MQTTPUB: <id>,<mid>,<length>}, OK, then by QoS nothing, {@code puback}, {@code pubrec} and {@code pubcomp},
 * or {@code timeout}.
 */
public sealed interface PublishCommand extends MqttCommand<PublishCommand.Published>,
        SettledByUrc<PublishCommand.Published> permits PublishInline, PublishInDataMode {

    /**
     * @param mid the packet identifier, counted at QoS 0 too
     * @param length bytes of the MQTT PUBLISH packet
     */
    record Published(int mid, int length) {}

    Publication publication();

    @Override
    default ConnectId connectId() {
        return publication().connectId();
    }

    @Override
    default ResponseShape shape() {
        return ResponseShape.rows("+MQTTPUB");
    }

    @Override
    default Published decode(List<AtLine> rows) throws AtDecodingException {
        AtFields fields = AtFields.of(Rows.one(rows));
        Rows.sameConnection(fields, connectId());
        Published published = new Published(Rows.mid(fields), fields.integer(0, Integer.MAX_VALUE));
        fields.end();
        return published;
    }

    @Override
    default Settlement settlement(Published published) {
        return new PublishSettlement(connectId(), published.mid(), publication().qos());
    }
}
