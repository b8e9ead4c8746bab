package org.modemfleet.desired;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.Check;
import org.modemfleet.onemo.Connect;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.InputFormat;
import org.modemfleet.onemo.MqttKey;
import org.modemfleet.onemo.SetSetting;
import org.modemfleet.onemo.SettingSequence;
import org.modemfleet.onemo.Subscribe;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * All that is to be wanted of one connection.
 *
 * @param settings only these keys are watched over; a key that is left out stays as the module has it
 * @param connection null: whether it is connected is left alone
 * @param subscriptions each topic once, at most {@link #TOPICS}
 * @param restore null: as is usual
 */
public record DesiredDocument(Map<MqttKey, Map<String, Object>> settings, @Nullable Connection connection,
        List<WantedSubscription> subscriptions, @Nullable Restore restore) {

    /** As many topics can be wanted of a connection. */
    public static final int TOPICS = 200;

    /**
     * Whether it is to be connected, and where to.
     *
     * @param port 0–65535
     * @param clientId null or empty: the module takes its IMEI
     */
    public record Connection(DesiredView.Wanted wanted, String host, int port, @Nullable String clientId, @Nullable String user,
            GivenText password) {}

    /**
     * The settings with all their fields, in the order of the manual.
     *
     * @throws DesiredException.Invalid if a value is outside the manual or the model's profile
     * @throws DesiredException.Unsupported if the model lacks something
     */
    List<SetSetting> checked(String module, ConnectId connectId, ModelProfile profile) {
        if (!profile.connectIds().contains(connectId.value())) {
            throw new DesiredException.Unsupported(module, connectId.value(),
                    profile.model() + " has the connect_ids " + profile.connectIds());
        }
        List<DesiredException.Violation> errors = new ArrayList<>();
        Check ofSettings = new Check();
        List<SetSetting> commands = SettingSequence.checked(connectId, settings, profile, InputFormat.TEXT, true, ofSettings);
        take(module, connectId, "settings.", ofSettings, errors);
        if (connection != null) {
            Check ofConnection = new Check();
            String password = connection.password() instanceof GivenText.Given(String given) ? given : null;
            new Connect(connectId, connection.host(), connection.port(), connection.clientId(), connection.user(), password)
                    .check(profile, ofConnection);
            take(module, connectId, "connection.", ofConnection, errors);
        }
        checkTopics(module, connectId, profile, errors);
        if (!errors.isEmpty()) {
            throw new DesiredException.Invalid(module, connectId.value(), errors);
        }
        return commands;
    }

    private void checkTopics(String module, ConnectId connectId, ModelProfile profile, List<DesiredException.Violation> errors) {
        if (subscriptions.size() > TOPICS) {
            errors.add(new DesiredException.Violation("subscriptions", subscriptions.size(), "at most " + TOPICS + " topics"));
            return;
        }
        for (int i = 0; i < subscriptions.size(); i++) {
            WantedSubscription topic = subscriptions.get(i);
            String field = "subscriptions[" + i + "].";
            Check own = new Check();
            new Subscribe(connectId, List.of(new Subscribe.Filter(topic.topic(), topic.qos()))).check(profile, own);
            Check named = new Check();
            own.unsupported().forEach(lack -> named.unsupported(lack.feature(), lack.detail()));
            own.invalid().forEach(wrong -> named.invalid(wrong.field().replaceFirst("^topics(\\[0]\\.)?", ""), wrong.value(), wrong.allowed()));
            take(module, connectId, field, named, errors);
            if (subscriptions.subList(0, i).stream().anyMatch(before -> before.topic().equals(topic.topic()))) {
                errors.add(new DesiredException.Violation(field + "topic", topic.topic(), "each topic once"));
            }
        }
    }

    private static void take(String module, ConnectId connectId, String path, Check check, List<DesiredException.Violation> errors) {
        if (!check.unsupported().isEmpty()) {
            throw new DesiredException.Unsupported(module, connectId.value(), check.unsupported().getFirst().detail());
        }
        check.invalid().forEach(wrong ->
                errors.add(new DesiredException.Violation(path + wrong.field(), wrong.value(), wrong.allowed())));
    }
}
