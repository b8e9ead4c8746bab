package org.modemfleet.simulator.device;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.simulator.mqtt.Subscription;
import org.modemfleet.simulator.mqtt.TopicFilter;
import org.modemfleet.simulator.v250.Answer;
import org.modemfleet.simulator.v250.Arguments;
import org.modemfleet.simulator.v250.CmeError;
import org.modemfleet.simulator.v250.Command;
import org.modemfleet.simulator.v250.CommandTable;
import org.modemfleet.simulator.v250.Completion;

/** +MQTTSUB, +MQTTUNSUB (manual 3.3, 3.4). */
final class MqttSubscriptionCommands {

    private MqttSubscriptionCommands() {}

    static void addTo(CommandTable<MobileTermination> table) {
        table.extended("+MQTTSUB", Command.<MobileTermination>none().set(MqttSubscriptionCommands::subscribe))
                .extended("+MQTTUNSUB", Command.<MobileTermination>none().set(MqttSubscriptionCommands::unsubscribe));
    }

    /**
     * {@code AT+MQTTSUB=<id>,"<topic>",<qos>[,"<topic>",<qos>…]} → {@code +MQTTSUB: <id>,<mid>}, later {@code suback};
     * {@code AT+MQTTSUB=<id>} → {@code +MQTTSUB: "<topic>",<code>[,…]}.
     */
    private static Completion subscribe(MobileTermination module, Arguments arguments, Answer answer) {
        ModelProfile profile = module.profile();
        int connectId = arguments.integer(profile.connectIds()::contains);
        List<TopicFilter> filters = new ArrayList<>();
        boolean query = !arguments.hasNext();
        while (arguments.hasNext() && filters.size() < profile.topicsPerCommand()) {
            String topic = topic(arguments, profile);
            filters.add(new TopicFilter(topic, arguments.integer(qos -> profile.accepts("qos", qos))));
        }
        if (!fits(arguments, profile, filters.stream().map(TopicFilter::topic).toList())) {
            return Completion.INVALID_PARAMETER;
        }
        MqttConnection connection = module.connection(connectId);
        return query
                ? list(connection, answer)
                : send("+MQTTSUB: ", connection, filters, connection.engine()::subscribe, profile, answer);
    }

    /** {@code AT+MQTTUNSUB=<id>,"<topic>"[,"<topic>"…]} → {@code +MQTTUNSUB: <id>,<mid>}, later {@code unsuback}. */
    private static Completion unsubscribe(MobileTermination module, Arguments arguments, Answer answer) {
        ModelProfile profile = module.profile();
        int connectId = arguments.integer(profile.connectIds()::contains);
        List<String> topics = new ArrayList<>();
        while (arguments.hasNext() && topics.size() < profile.topicsPerCommand()) {
            topics.add(topic(arguments, profile));
        }
        if (topics.isEmpty() || !fits(arguments, profile, topics)) {
            return Completion.INVALID_PARAMETER;
        }
        MqttConnection connection = module.connection(connectId);
        return send("+MQTTUNSUB: ", connection, topics, connection.engine()::unsubscribe, profile, answer);
    }

    private static Completion list(MqttConnection connection, Answer answer) {
        List<Subscription> subscriptions = connection.engine().subscriptions();
        if (!subscriptions.isEmpty()) {
            Bytes row = Bytes.of("+MQTTSUB: ");
            String separator = "";
            for (Subscription subscription : subscriptions) {
                row.text(separator).quoted(subscription.topic().getBytes(StandardCharsets.UTF_8))
                        .text(",").number(subscription.grantedQos());
                separator = ",";
            }
            answer.row(row.toArray());
        }
        return Completion.OK;
    }

    /** One packet for all topics, or one for each where the model separates them; a row for each packet. */
    private static <T> Completion send(String prefix, MqttConnection connection, List<T> topics,
            Function<List<T>, Integer> packet, ModelProfile profile, Answer answer) {
        CmeError refused = connection.notConnected();
        if (refused != null) {
            return Completion.refused(refused);
        }
        List<List<T>> packets = profile.separateTopics() ? topics.stream().map(List::of).toList() : List.of(topics);
        packets.forEach(some -> answer.row(prefix + connection.connectId() + "," + packet.apply(some)));
        return Completion.OK;
    }

    /** A topic of the model's length in UTF-8. */
    static String topic(Arguments arguments, ModelProfile profile) {
        String topic = Bytes.utf8(arguments.text(1, profile.topicBytes()));
        if (topic == null) {
            arguments.reject();
            return "";
        }
        return topic;
    }

    private static boolean fits(Arguments arguments, ModelProfile profile, List<String> topics) {
        Integer parameterBytes = profile.parameterBytes();
        Integer topicsBytes = profile.topicsBytes();
        int bytes = topics.stream().mapToInt(topic -> topic.getBytes(StandardCharsets.UTF_8).length).sum();
        return arguments.complete()
                && (parameterBytes == null || arguments.bytes() <= parameterBytes)
                && (topicsBytes == null || bytes <= topicsBytes);
    }
}
