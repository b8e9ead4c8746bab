package org.modemfleet.onemo;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.AtString;
import org.modemfleet.at.ResponseShape;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * +MQTTCONN (manual 3.2). {@code AT+MQTTCONN=<id>,<host>[,<port>[,<clientID>[,<user>[,<passwd>]]]]} → OK, then
 * {@code +MQTTURC: "conn",<id>,<state>}.
 *
 * <p>What is null at the end is left out; what is null before something given is sent as its default, an empty string
 * or {@link #DEFAULT_PORT}. An empty clientID is the IMEI, an empty user or passwd none.
 */
public record Connect(ConnectId connectId, String host, @Nullable Integer port, @Nullable String clientId,
        @Nullable String user, @Nullable String password) implements MqttCommand<NoRows>, SettledByUrc<NoRows> {

    public static final int DEFAULT_PORT = 1883;

    @Override
    public String body() {
        return body(password);
    }

    @Override
    public String shown() {
        return "AT" + body(password == null || password.isEmpty() ? password : Rules.MASK);
    }

    private String body(@Nullable String shownPassword) {
        List<@Nullable String> parameters = new ArrayList<>();
        parameters.add(port == null ? null : port.toString());
        parameters.add(quoted(clientId));
        parameters.add(quoted(user));
        parameters.add(quoted(shownPassword));
        while (!parameters.isEmpty() && parameters.getLast() == null) {
            parameters.removeLast();
        }
        StringBuilder body = new StringBuilder("+MQTTCONN=" + connectId + "," + AtString.quoted(host));
        for (int i = 0; i < parameters.size(); i++) {
            String byDefault = i == 0 ? Integer.toString(DEFAULT_PORT) : "\"\"";
            body.append(',').append(parameters.get(i) == null ? byDefault : parameters.get(i));
        }
        return body.toString();
    }

    private static @Nullable String quoted(@Nullable String text) {
        return text == null ? null : AtString.quoted(text);
    }

    @Override
    public ResponseShape shape() {
        return ResponseShape.none();
    }

    @Override
    public NoRows decode(List<AtLine> rows) {
        return NoRows.NO_ROWS;
    }

    @Override
    public Settlement settlement(NoRows rows) {
        return new ConnectSettlement(connectId);
    }

    /** An end that is told before the OK is that of an earlier connection: MQTTDISC answers before its URC comes. */
    @Override
    public boolean mayPrecedeResult(MqttUrc urc) {
        return urc instanceof MqttUrc.Conn conn && (conn.state() == 0 || conn.state() == 3);
    }

    @Override
    public void check(ModelProfile profile, Check check) {
        Rules.connectId(connectId, profile, check);
        Rules.text("host", host, profile.lengths().get("host"), check);
        if (port != null) {
            Rules.number("port", "port", port, profile, check);
        }
        if (clientId != null) {
            Rules.text("clientId", clientId, profile.lengths().get("clientId"), check);
        }
        if (user != null) {
            Rules.text("user", user, profile.lengths().get("user"), check);
        }
        if (password != null) {
            Rules.secret("password", password, profile.lengths().get("password"), check);
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Connect[connectId=" + connectId + ", host=" + host + ", port=" + port + ", clientId=" + clientId
                + ", user=" + user + ", password=" + (password == null ? null : Rules.MASK) + "]";
    }
}
