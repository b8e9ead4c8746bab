package org.modemfleet.desired;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.ConnectionState;
import org.modemfleet.onemo.MqttKey;
import org.modemfleet.onemo.MqttSetting;
import org.modemfleet.onemo.QuerySetting;
import org.modemfleet.onemo.QuerySettings;
import org.modemfleet.onemo.QuerySslSetting;
import org.modemfleet.onemo.QueryState;
import org.modemfleet.onemo.QuerySubscriptions;
import org.modemfleet.onemo.SslId;
import org.modemfleet.onemo.SslKey;
import org.modemfleet.onemo.SslSetting;
import org.modemfleet.session.ModuleSession.Turn;
import org.modemfleet.session.SessionException;

/**
 * What a module says of one connection, asked in one turn.
 *
 * @param settings of the keys that are wanted; one that the module refuses to tell is not in it
 * @param granted topic to granted QoS, in order; empty unless connected
 * @param ssl of the SSL context that is wanted; what the module refuses to tell is not in it
 */
record Observation(ConnectionState state, Map<String, Map<String, Object>> settings, Map<String, Integer> granted,
        Map<SslKey, SslSetting> ssl) {

    private static final int CONNECTING = 1;
    private static final int CONNECTED = 2;

    /** The module did not answer a question, or not understandably. */
    static final class Unanswered extends Exception {
        Unanswered(AtCommand<?> question) {
            super(question.shown() + " was not answered");
        }
    }

    boolean isConnected() {
        return state.state() == CONNECTED;
    }

    boolean isConnecting() {
        return state.state() == CONNECTING;
    }

    /** While a connection exists, most settings cannot be set (607). */
    boolean hasConnection() {
        return isConnected() || isConnecting();
    }

    static Observation of(Goal goal, Turn turn) throws SessionException, Unanswered {
        ConnectId connection = goal.connection();
        ConnectionState state = require(turn, new QueryState(connection));
        Map<String, Map<String, Object>> settings = settings(connection, goal.view().settings().keySet(), turn);
        Map<String, Integer> granted = new LinkedHashMap<>();
        if (state.state() == CONNECTED) {
            for (QuerySubscriptions.Subscription listed : ask(turn, new QuerySubscriptions(connection), List.of())) {
                granted.put(listed.topic(), listed.code());
            }
        }
        return new Observation(state, settings, granted, goal.sslId() == null ? Map.of() : context(goal.sslId(), turn));
    }

    private static Map<String, Map<String, Object>> settings(ConnectId connection, Set<String> keys, Turn turn)
            throws SessionException, Unanswered {
        Map<String, Map<String, Object>> settings = new LinkedHashMap<>();
        if (keys.isEmpty()) {
            return settings;
        }
        Set<MqttKey> wanted = new TreeSet<>(keys.stream().flatMap(name -> MqttKey.find(name).stream()).toList());
        if (wanted.contains(MqttKey.WILLPAYLOAD)) {
            // The will message is typed in it.
            wanted.add(MqttKey.ENCODING);
        }
        Map<MqttKey, MqttSetting> all = ask(turn, new QuerySettings(connection), Map.of());
        for (MqttKey key : wanted) {
            MqttSetting told = all.containsKey(key) ? all.get(key) : askOrNull(turn, new QuerySetting(connection, key));
            if (told != null) {
                settings.put(key.key(), told.values());
            }
        }
        return settings;
    }

    /** All that the module tells of an SSL context. */
    static Map<SslKey, SslSetting> context(SslId sslId, Turn turn) throws SessionException, Unanswered {
        Map<SslKey, SslSetting> told = new EnumMap<>(SslKey.class);
        for (SslKey key : SslKey.values()) {
            SslSetting setting = askOrNull(turn, new QuerySslSetting(sslId, key));
            if (setting != null) {
                told.put(key, setting);
            }
        }
        return told;
    }

    private static <R> R require(Turn turn, AtCommand<R> question) throws SessionException, Unanswered {
        R answer = askOrNull(turn, question);
        if (answer == null) {
            throw new Unanswered(question);
        }
        return answer;
    }

    /** @param refused what a refusal to tell means */
    private static <R> R ask(Turn turn, AtCommand<R> question, R refused) throws SessionException, Unanswered {
        R told = askOrNull(turn, question);
        return told == null ? refused : told;
    }

    /** Null where the module refuses to tell. */
    private static <R> @Nullable R askOrNull(Turn turn, AtCommand<R> question) throws SessionException, Unanswered {
        return switch (turn.send(question)) {
            case AtOutcome.Done<R> done -> done.value();
            case AtOutcome.Refused<R> _ -> null;
            case AtOutcome.Indeterminate<R> _ -> throw new Unanswered(question);
        };
    }
}
