package org.modemfleet.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.desired.Differences;
import org.modemfleet.desired.WantedSubscription;
import org.modemfleet.onemo.ConnectionState;
import org.modemfleet.onemo.MqttKey;
import org.modemfleet.onemo.MqttSetting;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.QuerySetting;
import org.modemfleet.onemo.QueryState;
import org.modemfleet.onemo.QuerySubscriptions;
import org.modemfleet.session.ModuleSession.Turn;
import org.modemfleet.session.SessionException;

/**
 * Asks a module what became of a command: MQTTSTATE of a connect or disconnect (manual 3.7), MQTTSUB of a subscribe or
 * unsubscribe (3.3), MQTTCFG of settings (3.1).
 */
final class Inquiry {

    private static final int CONNECTING = 1;
    private static final int CONNECTED = 2;
    private static final int DISCONNECTED = 3;

    private final CommandHistory.Open command;
    private final Turn turn;

    Inquiry(CommandHistory.Open command, Turn turn) {
        this.command = command;
        this.turn = turn;
    }

    Finding ask() throws SessionException {
        return switch (command.intent()) {
            case Intent.Connect _ -> state(this::connect);
            case Intent.Disconnect _ -> state(Inquiry::disconnect);
            case Intent.Subscribe subscribe -> subscriptions(granted -> subscribed(subscribe.topics(), granted));
            case Intent.Unsubscribe unsubscribe -> subscriptions(granted -> unsubscribed(unsubscribe.topics(), granted));
            case Intent.Configure configure -> settings(configure.settings());
            case Intent.Publish _ -> new Finding.NotTold("no query tells what became of a message");
        };
    }

    private Finding state(Function<ConnectionState, Finding> judge) throws SessionException {
        return ask(new QueryState(command.connection()), judge);
    }

    /** One that was there before would have had the command refused (604), and looks the same; OK says that there was none. */
    private Finding connect(ConnectionState now) {
        String told = "MQTTSTATE says " + now.state() + ": " + now.text();
        Integer before = command.stateBefore();
        if (!command.answered() && before != null && before != DISCONNECTED) {
            return new Finding.NotTold(told + ", but there was a connection before the command, too");
        }
        return switch (now.state()) {
            case CONNECTED -> new Finding.Taken(Outcome.CONNECTED, told);
            case CONNECTING -> new Finding.UnderWay(told);
            case DISCONNECTED -> new Finding.NotTaken(Outcome.FAILED, null, told);
            default -> new Finding.NotTold(told);
        };
    }

    private static Finding disconnect(ConnectionState now) {
        String told = "MQTTSTATE says " + now.state() + ": " + now.text();
        return switch (now.state()) {
            case DISCONNECTED -> new Finding.Taken(Outcome.DISCONNECTED, told);
            case CONNECTING, CONNECTED -> new Finding.NotTaken(Outcome.FAILED, null, told);
            default -> new Finding.NotTold(told);
        };
    }

    private Finding subscriptions(Function<Map<String, Integer>, Finding> judge) throws SessionException {
        return ask(new QuerySubscriptions(command.connection()), listed -> judge.apply(listed.stream().collect(Collectors.toMap(
                QuerySubscriptions.Subscription::topic, QuerySubscriptions.Subscription::code, (_, later) -> later, LinkedHashMap::new))));
    }

    /** A topic that is not listed may have been refused, or its SUBACK may be due for as long as the module sends again. */
    private static Finding subscribed(List<WantedSubscription> wanted, Map<String, Integer> granted) {
        List<String> missing = wanted.stream().map(WantedSubscription::topic).filter(topic -> !granted.containsKey(topic)).toList();
        return missing.isEmpty() ? new Finding.Taken(Outcome.ACKNOWLEDGED, "MQTTSUB lists all topics")
                : new Finding.UnderWay("MQTTSUB does not list " + String.join(", ", missing));
    }

    private static Finding unsubscribed(List<String> unwanted, Map<String, Integer> granted) {
        List<String> left = unwanted.stream().filter(granted::containsKey).toList();
        return left.isEmpty() ? new Finding.Taken(Outcome.ACKNOWLEDGED, "MQTTSUB lists none of the topics")
                : new Finding.UnderWay("MQTTSUB still lists " + String.join(", ", left));
    }

    private Finding settings(Map<String, Map<String, Object>> wanted) throws SessionException {
        Map<String, Map<String, Object>> set = new LinkedHashMap<>();
        List<String> notSet = new ArrayList<>();
        for (Map.Entry<String, Map<String, Object>> setting : wanted.entrySet()) {
            MqttKey key = MqttKey.find(setting.getKey()).orElseThrow();
            AtOutcome<MqttSetting> answer = turn.send(new QuerySetting(command.connection(), key));
            if (!(answer instanceof AtOutcome.Done<MqttSetting> done)) {
                return unanswered(answer);
            }
            boolean differs = !Differences.of(Map.of(key.key(), setting.getValue()), Map.of(key.key(), done.value().values())).isEmpty();
            if (differs) {
                notSet.add(key.key());
            } else {
                set.put(key.key(), setting.getValue());
            }
        }
        if (notSet.isEmpty()) {
            return new Finding.Taken(Outcome.ACCEPTED, "MQTTCFG tells what was to be set");
        }
        String detail = "MQTTCFG tells otherwise of " + String.join(", ", notSet);
        return set.isEmpty() ? new Finding.NotTaken(Outcome.FAILED, null, detail)
                : new Finding.NotTaken(Outcome.PARTIAL, new Intent.Configure(set),
                        detail + "; as it was to be: " + String.join(", ", set.keySet()));
    }

    private <R> Finding ask(AtCommand<R> query, Function<R, Finding> judge) throws SessionException {
        AtOutcome<R> answer = turn.send(query);
        return answer instanceof AtOutcome.Done<R> done ? judge.apply(done.value()) : unanswered(answer);
    }

    private static Finding unanswered(AtOutcome<?> answer) {
        return switch (answer) {
            case AtOutcome.Refused<?> refused -> new Finding.NotTold("the module refused to tell: " + refused.result().wire());
            case AtOutcome.Indeterminate<?> unknown -> new Finding.NoAnswer("asked afterwards: " + NotDone.why(unknown));
            case AtOutcome.Done<?> _ -> throw new IllegalArgumentException("it was answered");
        };
    }
}
