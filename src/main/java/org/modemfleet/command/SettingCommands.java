package org.modemfleet.command;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.desired.DesiredState;
import org.modemfleet.desired.Differences;
import org.modemfleet.fleet.FleetException;
import org.modemfleet.onemo.Check;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.MqttKey;
import org.modemfleet.onemo.MqttSetting;
import org.modemfleet.onemo.NoRows;
import org.modemfleet.onemo.QuerySetting;
import org.modemfleet.onemo.QuerySettings;
import org.modemfleet.onemo.SetSetting;
import org.modemfleet.onemo.SettingSequence;
import org.modemfleet.session.SessionException;
import org.springframework.stereotype.Service;

/**
 * Sets and tells the settings of a connection (manual 3.1). Each method throws {@link CommandException} as its leaves
 * say, {@link SessionException} if the module cannot take a command now, and
 * {@link org.modemfleet.fleet.FleetException} for a module that is unknown or disabled.
 */
@Service
public class SettingCommands {

    private final Targets targets;
    private final RecordedTurn recorded;
    private final DesiredState desired;
    private final InstantSource clock;

    SettingCommands(Targets targets, RecordedTurn recorded, DesiredState desired, InstantSource clock) {
        this.targets = targets;
        this.recorded = recorded;
        this.desired = desired;
        this.clock = clock;
    }

    /**
     * All settings of a connection.
     *
     * @param reported key to fields; null while the module is away
     * @param desired what was last set through us
     * @param differs the keys that are reported otherwise than desired; empty while the module is away
     */
    public record Report(@Nullable Map<String, Map<String, Object>> reported, @Nullable Instant reportedAt,
            Map<String, Map<String, Object>> desired, List<String> differs) {}

    /** @param desired null if it was never set through us */
    public record KeyReport(Map<String, Object> reported, @Nullable Map<String, Object> desired, AtTranscript at,
            @Nullable String commandId) {}

    /** @param notApplied empty; a failure is told as {@link CommandException} with both lists among its details */
    public record Applied(String commandId, List<String> applied, List<String> notApplied, AtTranscript at) {}

    /** MQTTCFG "query"; single queries where a module refuses that. Answers also while the module is away. */
    public Report report(String module, ConnectId connection) throws SessionException {
        Map<String, Map<String, Object>> wanted = desired.view(module, connection).settings();
        try {
            Map<String, Map<String, Object>> reported = reported(targets.of(module, connection));
            return new Report(reported, clock.instant(), wanted, Differences.of(wanted, reported));
        } catch (SessionException.Unavailable | FleetException.Disabled | FleetException.ModelUnknown away) {
            return new Report(null, null, wanted, List.of());
        }
    }

    private static Map<String, Map<String, Object>> reported(Target target) throws SessionException {
        return target.session().turn(turn -> {
            TurnLog log = new TurnLog(turn);
            AtOutcome<Map<MqttKey, MqttSetting>> all = log.send(new QuerySettings(target.connection()));
            Map<String, Map<String, Object>> reported = new LinkedHashMap<>();
            if (!(all instanceof AtOutcome.Refused)) {
                NotDone.require(target, all, log.transcript())
                        .forEach((key, setting) -> reported.put(key.key(), setting.values()));
                return reported;
            }
            for (MqttKey key : MqttKey.values()) {
                if (target.profile().hasKey(key.key())) {
                    AtOutcome<MqttSetting> one = log.send(new QuerySetting(target.connection(), key));
                    reported.put(key.key(), NotDone.require(target, one, log.transcript()).values());
                }
            }
            return reported;
        });
    }

    /** MQTTCFG query of one key. */
    public KeyReport report(String module, ConnectId connection, MqttKey key) throws SessionException {
        Targets.Answer<MqttSetting> answer =
                targets.ask(targets.of(module, connection), new QuerySetting(connection, key));
        return new KeyReport(answer.value().values(), desired.view(module, connection).settings().get(key.key()),
                answer.at(), null);
    }

    /**
     * MQTTCFG set. The key is replaced whole.
     *
     * @param given fields by their names; what is left out takes its documented default
     */
    public KeyReport set(String module, ConnectId connection, MqttKey key, Map<String, ?> given)
            throws SessionException {
        Target target = targets.of(module, connection);
        SetSetting command = checked(target, false, Map.of(key, given)).getFirst();
        return recorded.run(target.session(), module, connection.value(), CommandKind.CONFIGURE, intent(List.of(command)), (turn, id) -> {
            AtOutcome<NoRows> outcome = turn.send(command);
            NotDone.require(target, outcome, turn.transcript());
            apply(target, command.setting());
            Map<String, Object> fields = command.setting().values();
            return new KeyReport(fields, fields, turn.transcript(), id);
        });
    }

    /** Several sets in one turn: all are checked before the first is sent, and the first refusal ends them. */
    public Applied set(String module, ConnectId connection, Map<MqttKey, ? extends Map<String, ?>> given)
            throws SessionException {
        Target target = targets.of(module, connection);
        List<SetSetting> commands = checked(target, true, given);
        return recorded.run(target.session(), module, connection.value(), CommandKind.CONFIGURE, intent(commands), (turn, id) -> {
            List<String> applied = new ArrayList<>();
            List<String> open = new ArrayList<>(commands.stream().map(set -> set.setting().key().key()).toList());
            for (SetSetting command : commands) {
                AtOutcome<NoRows> outcome = turn.send(command);
                NotDone.require(module, connection.value(), outcome, turn.transcript(),
                        Map.of("applied", List.copyOf(applied), "notApplied", List.copyOf(open)));
                apply(target, command.setting());
                applied.add(open.removeFirst());
            }
            return new Applied(id, applied, open, turn.transcript());
        });
    }

    private static Intent intent(List<SetSetting> commands) {
        Map<String, Map<String, Object>> settings = new LinkedHashMap<>();
        commands.forEach(command -> settings.put(command.setting().key().key(), command.setting().values()));
        return new Intent.Configure(settings);
    }

    private void apply(Target target, MqttSetting setting) {
        desired.settingApplied(target.module(), target.connection(), setting.key().key(), setting.values());
    }

    /** @param qualified whether wrong fields are named with their key */
    private static List<SetSetting> checked(Target target, boolean qualified, Map<MqttKey, ? extends Map<String, ?>> given) {
        Check check = new Check();
        List<SetSetting> commands =
                SettingSequence.checked(target.connection(), given, target.profile(), target.inputFormat(), qualified, check);
        Targets.require(target, check);
        return commands;
    }
}
