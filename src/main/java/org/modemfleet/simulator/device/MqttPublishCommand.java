package org.modemfleet.simulator.device;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.simulator.mqtt.Published;
import org.modemfleet.simulator.v250.Answer;
import org.modemfleet.simulator.v250.Arguments;
import org.modemfleet.simulator.v250.CmeError;
import org.modemfleet.simulator.v250.Command;
import org.modemfleet.simulator.v250.CommandTable;
import org.modemfleet.simulator.v250.Completion;

/**
 * +MQTTPUB (manual 3.5).
 * {@code AT+MQTTPUB=<id>,"<topic>",<qos>,<retain>,<dup>,<msg_len>[,<message>]} → {@code +MQTTPUB: <id>,<mid>,<length>},
 * later by QoS nothing, {@code puback}, or {@code pubrec} and {@code pubcomp}. Without message: data mode.
 */
final class MqttPublishCommand {

    private MqttPublishCommand() {}

    static void addTo(CommandTable<MobileTermination> table) {
        table.extended("+MQTTPUB", Command.<MobileTermination>none().set(MqttPublishCommand::publish));
    }

    /** A message without its payload. */
    private record Header(MqttConnection connection, String topic, int qos, boolean retain, boolean dup) {

        Completion send(byte[] payload, Answer answer) {
            CmeError refused = connection.notConnected();
            if (refused != null) {
                return Completion.refused(refused);
            }
            Published published = connection.engine().publish(topic, qos, retain, dup, payload);
            answer.row("+MQTTPUB: " + connection.connectId() + "," + published.mid() + "," + published.length());
            return Completion.OK;
        }
    }

    private static Completion publish(MobileTermination module, Arguments arguments, Answer answer) {
        ModelProfile profile = module.profile();
        int connectId = arguments.integer(profile.connectIds()::contains);
        String topic = MqttSubscriptionCommands.topic(arguments, profile);
        int qos = arguments.integer(number -> profile.accepts("qos", number));
        int retain = arguments.integer(number -> profile.accepts("retain", number));
        int dup = arguments.integer(number -> profile.accepts("dup", number));
        int messageLength = arguments.integer(_ -> true);
        boolean inline = arguments.hasNext();
        ModelProfile.DataMode dataMode = profile.dataMode();
        if (!inline && !arguments.leftOut() && dataMode == null) {
            return Completion.NOT_SUPPORTED;
        }
        Integer parameterBytes = profile.parameterBytes();
        if (parameterBytes != null && arguments.bytes() > parameterBytes || !arguments.valid()) {
            return Completion.INVALID_PARAMETER;
        }
        Header header = new Header(module.connection(connectId), topic, qos, retain == 1, dup == 1);
        return inline || dataMode == null
                ? inline(header, messageLength, profile, arguments, answer)
                : byDataMode(header, messageLength, dataMode, arguments, answer);
    }

    private static Completion inline(Header header, int messageLength, ModelProfile profile, Arguments arguments,
            Answer answer) {
        InputFormat format = header.connection().settings().inputFormat();
        byte @Nullable [] message = format.readMessage(arguments.raw(), messageLength, profile.messageBytes());
        return message == null || !arguments.complete() ? Completion.INVALID_PARAMETER : header.send(message, answer);
    }

    /** The prompt, then the payload as it is, whatever the input format; nothing typed is an invalid parameter. */
    private static Completion byDataMode(Header header, int messageLength, ModelProfile.DataMode mode,
            Arguments arguments, Answer answer) {
        boolean openEnd = messageLength == 0 && mode.endsOnCtrlZ();
        boolean tooLong = messageLength > mode.maxBytes() && !mode.clampsLonger();
        if (!arguments.complete() || tooLong || messageLength == 0 && !openEnd) {
            return Completion.INVALID_PARAMETER;
        }
        CmeError refused = header.connection().notConnected();
        if (refused != null) {
            return Completion.refused(refused);
        }
        int length = openEnd ? mode.maxBytes() : Math.min(messageLength, mode.maxBytes());
        return new Completion.ReadData(length, openEnd, Duration.ofSeconds(mode.timeoutSeconds()),
                Completion.Surplus.NEXT_LINE,
                typed -> typed.bytes().length == 0 ? Completion.INVALID_PARAMETER : header.send(typed.bytes(), answer));
    }
}
