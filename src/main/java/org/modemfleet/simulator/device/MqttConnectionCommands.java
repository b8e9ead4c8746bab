package org.modemfleet.simulator.device;

import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.profile.IntRange;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.simulator.mqtt.ConnectionState;
import org.modemfleet.simulator.v250.Answer;
import org.modemfleet.simulator.v250.Arguments;
import org.modemfleet.simulator.v250.CmeError;
import org.modemfleet.simulator.v250.Command;
import org.modemfleet.simulator.v250.CommandTable;
import org.modemfleet.simulator.v250.Completion;

/** +MQTTCONN, +MQTTSTATE, +MQTTDISC (manual 3.2, 3.7, 3.8). */
final class MqttConnectionCommands {

    private MqttConnectionCommands() {}

    static void addTo(CommandTable<MobileTermination> table) {
        table.extended("+MQTTCONN", Command.<MobileTermination>none()
                        .test((_, answer) -> {
                            answer.row("+MQTTCONN: <connect_id>,<host>,<port>,<clientID>,<user>,<passwd>");
                            return Completion.OK;
                        })
                        .set(MqttConnectionCommands::connect))
                .extended("+MQTTSTATE", Command.<MobileTermination>none().set(MqttConnectionCommands::state))
                .extended("+MQTTDISC", Command.<MobileTermination>none().set(MqttConnectionCommands::disconnect));
    }

    /**
     * {@code AT+MQTTCONN=<id>,"<host>"[,<port>[,"<clientID>"[,"<user>"[,"<passwd>"]]]]} → OK, later the URC
     * {@code conn}.
     */
    private static Completion connect(MobileTermination module, Arguments arguments, Answer answer) {
        ModelProfile profile = module.profile();
        int connectId = arguments.integer(profile.connectIds()::contains);
        IntRange hostLength = profile.lengths().get("host");
        String host = Bytes.utf8(arguments.text(hostLength.min(), hostLength.max()));
        Integer port = arguments.optionalInteger(number -> profile.accepts("port", number));
        String clientId = optionalString(arguments, profile, "clientId");
        String user = optionalString(arguments, profile, "user");
        byte[] password = optional(arguments, profile, "password");
        if (!arguments.complete() || host == null) {
            return Completion.INVALID_PARAMETER;
        }
        MqttConnection connection = module.connection(connectId);
        if (connection.lacksWillTopic()) {
            return Completion.INVALID_PARAMETER;
        }
        return switch (connection.engine().state()) {
            case CONNECTING, RECONNECTING -> Completion.refused(CmeError.CONNECTING);
            case CONNECTED -> Completion.refused(CmeError.ALREADY_CONNECTED);
            case DISCONNECTED -> {
                // MQTT-3.1.2-22: a password needs a user name, be it an empty one.
                connection.connect(host, port != null ? port : (Integer) profile.defaults().get("port"),
                        clientId != null ? clientId : module.board().identity().imei(),
                        user == null && password != null ? "" : user, password);
                yield Completion.OK;
            }
        };
    }

    /** An empty string equals one that is left out. */
    private static byte @Nullable [] optional(Arguments arguments, ModelProfile profile, String field) {
        IntRange length = profile.lengths().get(field);
        byte[] text = arguments.optionalText(length.min(), length.max());
        return text == null || text.length == 0 ? null : text;
    }

    private static @Nullable String optionalString(Arguments arguments, ModelProfile profile, String field) {
        byte[] bytes = optional(arguments, profile, field);
        String text = bytes == null ? null : Bytes.utf8(bytes);
        if (bytes != null && text == null) {
            arguments.reject();
        }
        return text;
    }

    /** {@code AT+MQTTSTATE=<id>} → {@code +MQTTSTATE: <state>}: 1 connecting, 2 connected, 3 disconnected. */
    private static Completion state(MobileTermination module, Arguments arguments, Answer answer) {
        int connectId = arguments.integer(module.profile().connectIds()::contains);
        if (!arguments.complete()) {
            return Completion.INVALID_PARAMETER;
        }
        answer.row("+MQTTSTATE: " + module.connection(connectId).engine().state().code());
        return Completion.OK;
    }

    /** {@code AT+MQTTDISC=<id>} → OK, then the URC {@code conn} with 2. */
    private static Completion disconnect(MobileTermination module, Arguments arguments, Answer answer) {
        int connectId = arguments.integer(module.profile().connectIds()::contains);
        if (!arguments.complete()) {
            return Completion.INVALID_PARAMETER;
        }
        MqttConnection connection = module.connection(connectId);
        if (connection.engine().state() == ConnectionState.DISCONNECTED) {
            return Completion.refused(CmeError.NOT_CONNECTED);
        }
        connection.engine().disconnect();
        return Completion.OK;
    }
}
