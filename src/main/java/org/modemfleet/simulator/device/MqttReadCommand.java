package org.modemfleet.simulator.device;

import java.nio.charset.StandardCharsets;
import org.modemfleet.simulator.v250.Answer;
import org.modemfleet.simulator.v250.Arguments;
import org.modemfleet.simulator.v250.Command;
import org.modemfleet.simulator.v250.CommandTable;
import org.modemfleet.simulator.v250.Completion;

/** +MQTTREAD (manual 3.6); NB-IoT modules do not have it. */
final class MqttReadCommand {

    private MqttReadCommand() {}

    static void addTo(CommandTable<MobileTermination> table) {
        table.extended("+MQTTREAD", Command.<MobileTermination>none().set(MqttReadCommand::read));
    }

    /**
     * {@code AT+MQTTREAD=<id>} → {@code +MQTTREAD: <id>,<store_msgs>,<total_len>}; {@code AT+MQTTREAD=<id>,<count>} →
     * {@code +MQTTREAD: <id>,<mid>,"<topic>",<payload_len>,<payload>} for each, oldest first.
     */
    private static Completion read(MobileTermination module, Arguments arguments, Answer answer) {
        if (!module.profile().hasCache()) {
            return Completion.NOT_SUPPORTED;
        }
        int connectId = arguments.integer(module.profile().connectIds()::contains);
        boolean summary = !arguments.hasNext();
        if (!arguments.valid()) {
            return Completion.INVALID_PARAMETER;
        }
        MqttConnection connection = module.connection(connectId);
        MessageCache cache = connection.cache();
        int count = summary ? 0 : arguments.integer(number -> number >= 1 && number <= cache.size());
        if (!arguments.complete()) {
            return Completion.INVALID_PARAMETER;
        }
        if (summary) {
            answer.row("+MQTTREAD: " + connectId + "," + cache.size() + "," + cache.bytes());
        }
        for (int i = 0; i < count; i++) {
            answer.row(row(connection, cache.remove()));
        }
        return Completion.OK;
    }

    private static byte[] row(MqttConnection connection, MessageCache.Message message) {
        return Bytes.of("+MQTTREAD: ").number(connection.connectId()).text(",").number(message.mid()).text(",")
                .quoted(message.topic().getBytes(StandardCharsets.UTF_8))
                .text(",").number(message.payload().length).text(",").raw(connection.output(message.payload()))
                .toArray();
    }
}
