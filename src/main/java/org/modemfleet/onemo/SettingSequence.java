package org.modemfleet.onemo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.modemfleet.onemo.profile.ModelProfile;

/** Several settings of one connection in an order that works: AT+MQTTCFG (manual 3.1). */
public final class SettingSequence {

    /** encoding first, for the will message is typed in it; the will before the flag that needs it. */
    private static final List<MqttKey> FIRST = List.of(MqttKey.ENCODING, MqttKey.WILLPAYLOAD);

    /** The order. */
    public static final Comparator<MqttKey> ORDER = Comparator.comparingInt(SettingSequence::place);

    private SettingSequence() {}

    /**
     * The commands to send, checked. What is left out of a key takes its documented default.
     *
     * @param given key to fields by their names
     * @param inForce the input format before the first of them
     * @param qualified whether what is wrong is named with its key, such as {@code keepalive.keepaliveTime}
     * @param check gets what is wrong; the commands must not be sent unless it passes
     */
    public static List<SetSetting> checked(ConnectId connection, Map<MqttKey, ? extends Map<String, ?>> given, ModelProfile profile,
            InputFormat inForce, boolean qualified, Check check) {
        InputFormat inputFormat = inForce;
        List<SetSetting> commands = new ArrayList<>();
        for (MqttKey key : given.keySet().stream().sorted(ORDER).toList()) {
            Check own = new Check();
            MqttSetting setting = MqttSetting.of(key, given.get(key), profile, own).orElse(null);
            if (setting != null) {
                SetSetting command = new SetSetting(connection, setting, inputFormat);
                command.check(profile, own);
                commands.add(command);
                if (key == MqttKey.ENCODING && own.passed()) {
                    inputFormat = setting.number("inputFormat").map(InputFormat::of).orElse(inputFormat);
                }
            }
            own.unsupported().forEach(lack -> check.unsupported(lack.feature(), lack.detail()));
            own.invalid().forEach(wrong -> check.invalid(qualified ? key.key() + "." + wrong.field() : wrong.field(),
                    wrong.value(), wrong.allowed()));
        }
        return commands;
    }

    private static int place(MqttKey key) {
        int first = FIRST.indexOf(key);
        return first >= 0 ? first : FIRST.size() + key.ordinal();
    }
}
