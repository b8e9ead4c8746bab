package org.modemfleet.onemo;

import java.time.Duration;
import java.util.List;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;

/**
 * +MQTTCONN, test command (manual 3.2). {@code AT+MQTTCONN=?} →
 * {@code +MQTTCONN: <connect_id>,<host>,<port>,<clientID>,<user>,<passwd>}, literally.
 */
public record TestConnect() implements AtCommand<String> {

    @Override
    public String body() {
        return "+MQTTCONN=?";
    }

    @Override
    public ResponseShape shape() {
        return ResponseShape.rows("+MQTTCONN");
    }

    @Override
    public Duration timeout() {
        return Timeouts.FINAL_RESULT;
    }

    /** The parameters as the module names them. */
    @Override
    public String decode(List<AtLine> rows) throws AtDecodingException {
        return Rows.parameters(Rows.one(rows));
    }
}
