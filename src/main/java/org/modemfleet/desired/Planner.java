package org.modemfleet.desired;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.modemfleet.onemo.Check;
import org.modemfleet.onemo.CheckedCommand;
import org.modemfleet.onemo.Connect;
import org.modemfleet.onemo.Disconnect;
import org.modemfleet.onemo.InputFormat;
import org.modemfleet.onemo.MqttKey;
import org.modemfleet.onemo.MqttSetting;
import org.modemfleet.onemo.SetSetting;
import org.modemfleet.onemo.SettingSequence;
import org.modemfleet.onemo.SslContext;
import org.modemfleet.onemo.SslId;
import org.modemfleet.onemo.SslKey;
import org.modemfleet.onemo.SslSetting;
import org.modemfleet.onemo.Subscribe;
import org.modemfleet.onemo.Unsubscribe;
import org.modemfleet.onemo.profile.ModelProfile;

/** Finds the commands that lead from what a module says to what is wanted: certificates, MQTTCFG, connect, subscribe. */
final class Planner {

    /** How far a plan may go. */
    enum Reach {
        /** By itself: nothing is interrupted, and what somebody else has added stays. */
        RESTORE,
        /** As before, but a connection that the module is making is closed and made anew. */
        RECONNECT,
        /** On request: all is made as it is wanted. */
        RECONCILE
    }

    /** Of our own probes. */
    private static final String PROBES = "modemfleet/probe/";
    private static final int TOPICS_AT_ONCE = 3;

    private final ModelProfile profile;
    private final Goal goal;
    private final Observation now;
    private final Reach reach;
    private final Set<String> tried;
    private final List<Plan.Step> steps = new ArrayList<>();
    private final List<String> interrupts = new ArrayList<>();

    /** @param tried topics that were subscribed already: the server has granted what it grants */
    Planner(ModelProfile profile, Goal goal, Observation now, Reach reach, Set<String> tried) {
        this.profile = profile;
        this.goal = goal;
        this.now = now;
        this.reach = reach;
        this.tried = tried;
    }

    Plan plan() {
        Drift drift = drift();
        boolean closes = disconnect(drift);
        boolean connected = now.hasConnection() && !closes;
        if (drift.tls() && goal.sslId() != null && goal.ssl() != null) {
            steps.addAll(sslSteps(profile, goal.sslId(), goal.ssl()));
        }
        settings(drift.settings().stream().flatMap(key -> MqttKey.find(key).stream())
                .filter(key -> key.atAnyTime() || !connected).sorted(SettingSequence.ORDER).toList());
        if (goal.wantsConnection() && !connected) {
            connect();
            subscribe(goal.view().subscriptions());
        } else if (goal.wantsConnection() && now.isConnected()) {
            topics(drift);
        }
        return new Plan(goal.view().version(), List.copyOf(steps), List.copyOf(interrupts), drift,
                goal.wantsConnection() && now.isConnecting() && connected);
    }

    private Drift drift() {
        DesiredView.Wanted wanted = goal.view().wanted();
        boolean lacks = goal.wantsConnection() && !now.hasConnection();
        boolean tooMuch = wanted == DesiredView.Wanted.DISCONNECTED && now.hasConnection();
        boolean listed = goal.wantsConnection() && now.isConnected();
        List<String> wantedTopics = goal.view().subscriptions().stream().map(WantedSubscription::topic).toList();
        return new Drift(Differences.of(goal.view().settings(), now.settings()),
                goal.sslId() != null && goal.ssl() != null && differs(goal.ssl(), goal.sslId(), now.ssl()),
                lacks || tooMuch ? now.state().text() : null,
                listed ? wantedTopics.stream().filter(topic -> !now.granted().containsKey(topic)).toList() : List.of(),
                listed ? now.granted().keySet().stream()
                        .filter(topic -> !wantedTopics.contains(topic) && !topic.startsWith(PROBES)).toList() : List.of());
    }

    /** What the module refuses to tell does not differ. */
    static boolean differs(SslContext wanted, SslId sslId, Map<SslKey, SslSetting> told) {
        return Map.of(SslKey.CERT, wanted.names(sslId), SslKey.AUTH, new SslSetting.Auth(wanted.auth()),
                        SslKey.IGNOREVERIFY, new SslSetting.IgnoreVerify(wanted.ignoreVerify()))
                .entrySet().stream().anyMatch(part -> told.containsKey(part.getKey()) && !part.getValue().equals(told.get(part.getKey())));
    }

    static List<Plan.Step> sslSteps(ModelProfile profile, SslId sslId, SslContext context) {
        return context.steps(sslId, profile).stream()
                .map(step -> new Plan.Step(step.command(), "SSL context " + sslId + " is not as it is wanted")).toList();
    }

    /** @return whether the connection that there is has to be closed */
    private boolean disconnect(Drift drift) {
        List<String> late = drift.settings().stream()
                .filter(key -> MqttKey.find(key).filter(known -> !known.atAnyTime()).isPresent()).toList();
        boolean unwanted = goal.view().wanted() == DesiredView.Wanted.DISCONNECTED;
        if (reach == Reach.RECONNECT && goal.wantsConnection() && now.isConnecting()) {
            steps.add(new Plan.Step(new Disconnect(goal.connection()), "the module has tried for too long"));
            return true;
        }
        if (reach != Reach.RECONCILE || !now.hasConnection() || late.isEmpty() && !unwanted) {
            return false;
        }
        steps.add(new Plan.Step(new Disconnect(goal.connection()), unwanted ? "it is to be disconnected"
                : "these can only be set without a connection: " + String.join(", ", late)));
        interrupts.add("connection " + goal.connection() + (now.granted().isEmpty() ? ""
                : " with its subscriptions to " + String.join(", ", now.granted().keySet())));
        return true;
    }

    private void settings(List<MqttKey> keys) {
        int inForce = number(now.settings(), MqttKey.ENCODING, "inputFormat", number(goal.view().settings(), MqttKey.ENCODING, "inputFormat", 0));
        for (MqttKey key : keys) {
            int typedIn = goal.view().willFormat();
            if (key == MqttKey.WILLPAYLOAD && typedIn != inForceAfter(keys, inForce)) {
                int back = inForceAfter(keys, inForce);
                set(encoding(typedIn), "the will message was typed in this format");
                set(setting(key), "it is reported otherwise");
                set(encoding(back), "the input format is as before");
            } else {
                set(setting(key), "it is reported otherwise");
            }
        }
    }

    /** encoding goes before the will. */
    private int inForceAfter(List<MqttKey> keys, int inForce) {
        return keys.contains(MqttKey.ENCODING) ? number(goal.view().settings(), MqttKey.ENCODING, "inputFormat", inForce) : inForce;
    }

    private MqttSetting setting(MqttKey key) {
        return new MqttSetting(key, goal.view().settings().getOrDefault(key.key(), Map.of()));
    }

    private MqttSetting encoding(int inputFormat) {
        int output = number(goal.view().settings(), MqttKey.ENCODING, "outputFormat", number(now.settings(), MqttKey.ENCODING, "outputFormat", 0));
        return new MqttSetting(MqttKey.ENCODING, Map.of("inputFormat", inputFormat, "outputFormat", output));
    }

    private static int number(Map<String, Map<String, Object>> settings, MqttKey key, String field, int otherwise) {
        return settings.getOrDefault(key.key(), Map.of()).get(field) instanceof Integer number ? number : otherwise;
    }

    private void set(MqttSetting setting, String why) {
        int typedIn = setting.key() == MqttKey.WILLPAYLOAD ? goal.view().willFormat() : 0;
        steps.add(new Plan.Step(new SetSetting(goal.connection(), setting, InputFormat.of(typedIn)), why));
    }

    private void connect() {
        ConnectionParameters to = goal.view().connection();
        if (to != null) {
            String password = goal.password() instanceof StoredSecret.Known(String known) ? known : null;
            steps.add(new Plan.Step(new Connect(goal.connection(), to.host(), to.port(), to.clientId(), to.user(), password),
                    "it is to be connected"));
        }
    }

    private void topics(Drift drift) {
        boolean strict = reach == Reach.RECONCILE;
        if (strict) {
            inBatches(drift.unexpected(), topics -> new Unsubscribe(goal.connection(), topics), "nobody wants it");
        }
        // A server may grant less than was asked for: only on request is it asked again.
        subscribe(goal.view().subscriptions().stream().filter(wanted -> drift.missing().contains(wanted.topic())
                || strict && !Integer.valueOf(wanted.qos()).equals(now.granted().get(wanted.topic()))).toList());
    }

    private void subscribe(List<WantedSubscription> topics) {
        Map<String, Subscribe.Filter> filters = topics.stream().filter(wanted -> !tried.contains(wanted.topic()))
                .collect(Collectors.toMap(WantedSubscription::topic, wanted -> new Subscribe.Filter(wanted.topic(), wanted.qos()),
                        (_, later) -> later, LinkedHashMap::new));
        inBatches(List.copyOf(filters.keySet()),
                batch -> new Subscribe(goal.connection(), batch.stream().map(filters::get).toList()), "it is to be subscribed");
    }

    /** As many topics in a command as the model takes in one line. */
    private void inBatches(List<String> topics, Function<List<String>, CheckedCommand<?>> command, String why) {
        int from = 0;
        while (from < topics.size()) {
            int to = Math.min(from + TOPICS_AT_ONCE, topics.size());
            while (to > from + 1 && !passes(command.apply(topics.subList(from, to)))) {
                to--;
            }
            steps.add(new Plan.Step(command.apply(topics.subList(from, to)), why));
            from = to;
        }
    }

    private boolean passes(CheckedCommand<?> command) {
        Check check = new Check();
        command.check(profile, check);
        return check.passed();
    }
}
