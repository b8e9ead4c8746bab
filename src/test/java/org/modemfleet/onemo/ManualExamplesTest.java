package org.modemfleet.onemo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.modemfleet.onemo.Lines.ZERO;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.onemo.profile.ModelProfile;

/** The examples of the manual's chapters 3 and 4: command lines byte for byte, rows as they are read. */
class ManualExamplesTest {

    private static final ConnectId ONE = new ConnectId(1);
    private static final ModelProfile ML307R = Lines.model("ML307R");

    private static SetSetting set(ConnectId id, MqttKey key, Map<String, ?> given) {
        Check check = new Check();
        SetSetting command = new SetSetting(id, MqttSetting.of(key, given, ML307R, check).orElseThrow(),
                InputFormat.TEXT);
        command.check(ML307R, check);
        assertThat(check.passed()).as("%s", check.invalid()).isTrue();
        return command;
    }

    private static PublishCommand publish(int qos, String message) {
        return PublishPlan.of(new Publication(ZERO, "world", qos, 0, 0), Lines.utf8(message), InputFormat.TEXT, ML307R,
                new Check()).orElseThrow().command();
    }

    static Stream<Arguments> commandLines() {
        return Stream.of(
                Arguments.of("AT+MQTTCFG=\"pingresp\",1,1", set(ONE, MqttKey.PINGRESP, Map.of("pingack", 1))),
                Arguments.of("AT+MQTTCFG=\"encoding\",0", new QuerySetting(ZERO, MqttKey.ENCODING)),
                Arguments.of("AT+MQTTCFG=\"query\",0", new QuerySettings(ZERO)),
                Arguments.of("AT+MQTTCFG=?", new TestConfig()),
                Arguments.of("AT+MQTTCONN=?", new TestConnect()),
                Arguments.of("AT+MQTTCONN=0,\"mqtt.heclouds.com\",6002,\"716335458\",\"425089\",\"secret\"",
                        new Connect(ZERO, "mqtt.heclouds.com", 6002, "716335458", "425089", "secret")),
                Arguments.of("AT+MQTTSUB=0,\"world\",1,\"hello\",2", new Subscribe(ZERO,
                        List.of(new Subscribe.Filter("world", 1), new Subscribe.Filter("hello", 2)))),
                Arguments.of("AT+MQTTSUB=0", new QuerySubscriptions(ZERO)),
                Arguments.of("AT+MQTTUNSUB=0,\"world\"", new Unsubscribe(ZERO, List.of("world"))),
                Arguments.of("AT+MQTTPUB=0,\"world\",0,0,0,4,\"3242\"", publish(0, "3242")),
                Arguments.of("AT+MQTTPUB=0,\"world\",1,0,0,4,\"3242\"", publish(1, "3242")),
                Arguments.of("AT+MQTTPUB=0,\"world\",2,0,0,4,\"3242\"", publish(2, "3242")),
                Arguments.of("AT+MQTTSTATE=0", new QueryState(ZERO)),
                Arguments.of("AT+MQTTDISC=0", new Disconnect(ZERO)),
                Arguments.of("AT+MQTTCFG=\"cached\",0,1", set(ZERO, MqttKey.CACHED, Map.of("cachedMode", 1))),
                Arguments.of("AT+MQTTREAD=0", new QueryCache(ZERO)),
                Arguments.of("AT+MQTTREAD=0,1", new ReadCache(ZERO, 1)),
                Arguments.of("AT+MQTTCFG=\"ssl\",0,1,0", set(ZERO, MqttKey.SSL, Map.of("sslEnable", 1))));
    }

    @ParameterizedTest
    @MethodSource("commandLines")
    void commandLine(String line, AtCommand<?> command) {
        assertThat("AT" + command.body()).isEqualTo(line);
    }

    private static <R> R answer(AtCommand<R> command, String... rows) throws AtDecodingException {
        assertThat(Lines.rows(rows)).allMatch(row -> command.shape().claims(row));
        return command.decode(Lines.rows(rows));
    }

    @Test
    void rowsOfTheExamples() throws Exception {
        assertThat(answer(new QuerySetting(ZERO, MqttKey.ENCODING), "+MQTTCFG: \"encoding\",0,0"))
                .isEqualTo(new MqttSetting(MqttKey.ENCODING, Map.of("inputFormat", 0, "outputFormat", 0)));
        Subscribe subscribe = new Subscribe(ZERO,
                List.of(new Subscribe.Filter("world", 1), new Subscribe.Filter("hello", 2)));
        assertThat(answer(subscribe, "+MQTTSUB: 0,35270")).containsExactly(35270);
        assertThat(answer(new QuerySubscriptions(ZERO), "+MQTTSUB: \"world\",1,\"hello\",2")).containsExactly(
                new QuerySubscriptions.Subscription("world", 1), new QuerySubscriptions.Subscription("hello", 2));
        assertThat(answer(new QuerySubscriptions(ZERO))).isEmpty();
        assertThat(answer(new Unsubscribe(ZERO, List.of("world")), "+MQTTUNSUB: 0,18795")).containsExactly(18795);
        assertThat(answer(publish(0, "3242"), "+MQTTPUB: 0,18797,13"))
                .isEqualTo(new PublishCommand.Published(18797, 13));
        assertThat(answer(new QueryState(ZERO), "+MQTTSTATE: 2").text()).isEqualTo("connected");
        assertThat(answer(new QueryCache(ZERO), "+MQTTREAD: 0,2,11")).isEqualTo(new QueryCache.Fill(2, 11));
        assertThat(answer(new ReadCache(ZERO, 1), "+MQTTREAD: 0,45,\"hello\",11,hello world"))
                .containsExactly(new CachedMessage(ZERO, 45, "hello", Lines.utf8("hello world")));
        assertThat(answer(new TestConnect(), "+MQTTCONN: <connect_id>,<host>,<port>,<clientID>,<user>,<passwd>"))
                .isEqualTo("<connect_id>,<host>,<port>,<clientID>,<user>,<passwd>");
    }

    @Test
    void theTestCommandsRanges() throws Exception {
        assertThat(answer(new TestConfig(), "+MQTTCFG: \"version\",(0-5),(4)", "+MQTTCFG: \"ssl\",(0-5),(0-1),(0-5)",
                "+MQTTCFG: \"keepalive\",(0-5),(0,60-65535)", "+MQTTCFG: \"willpayload\",(0-5),,",
                "+MQTTCFG: \"sndbuf\",(0-5),(1-4096)")).containsExactly(
                        new TestConfig.KeyCapability("version", "0-5", List.of("4")),
                        new TestConfig.KeyCapability("ssl", "0-5", List.of("0-1", "0-5")),
                        new TestConfig.KeyCapability("keepalive", "0-5", List.of("0,60-65535")),
                        new TestConfig.KeyCapability("willpayload", "0-5", List.of("", "")),
                        new TestConfig.KeyCapability("sndbuf", "0-5", List.of("1-4096")));
    }

    @Test
    void allKeysAtOnceAsModulesPrintThem() throws Exception {
        Map<MqttKey, MqttSetting> settings = answer(new QuerySettings(ZERO), "+MQTTCFG: \"version\",4",
                "+MQTTCFG: \"cid\"", "+MQTTCFG: \"ssl\",0", "+MQTTCFG: \"keepalive\",120", "+MQTTCFG: \"clean\",0",
                "+MQTTCFG: \"retrans\",20,0", "+MQTTCFG: \"willoption\",0,0,0", "+MQTTCFG: \"willpayload\",",
                "+MQTTCFG: \"pingreq\",120", "+MQTTCFG: \"pingresp\",0", "+MQTTCFG: \"encoding\",0,0",
                "+MQTTCFG: \"cached\",0", "+MQTTCFG: \"reconn\",3,20,0", "+MQTTCFG: \"timeout\",30");
        assertThat(settings.keySet()).containsExactly(MqttKey.values());
        assertThat(settings.get(MqttKey.CID).values()).isEmpty();
        assertThat(settings.get(MqttKey.SSL).values()).isEqualTo(Map.of("sslEnable", 0));
        assertThat(settings.get(MqttKey.WILLPAYLOAD).values()).isEqualTo(Map.of("willTopic", "", "willMsg", ""));
        assertThat(settings.get(MqttKey.RECONN).values())
                .isEqualTo(Map.of("reconnTimes", 3, "reconnInterval", 20, "mode", 0));
    }

    static Stream<Arguments> wills() {
        return Stream.of(Arguments.of("+MQTTCFG: \"willpayload\",,", "", ""),
                Arguments.of("+MQTTCFG: \"willpayload\",", "", ""), Arguments.of("+MQTTCFG: \"willpayload\"", "", ""),
                Arguments.of("+MQTTCFG: \"willpayload\",,\"m\"", "", "m"),
                Arguments.of("+MQTTCFG: \"willpayload\",\"t\",", "t", ""),
                Arguments.of("+MQTTCFG: \"willpayload\",\"t\",\"a,b\"", "t", "a,b"));
    }

    @ParameterizedTest
    @MethodSource("wills")
    void unsetWillStringsPrintAsNothing(String row, String topic, String message) throws Exception {
        assertThat(answer(new QuerySetting(ZERO, MqttKey.WILLPAYLOAD), row).values())
                .isEqualTo(Map.of("willTopic", topic, "willMsg", message));
    }

    @Test
    void ml307gAnswersEachTopicByItself() throws Exception {
        Unsubscribe command = new Unsubscribe(ZERO, List.of("a", "b", "c"));
        assertThat(answer(command, "+MQTTUNSUB: 0,7", "+MQTTUNSUB: 0,8", "+MQTTUNSUB: 0,9")).containsExactly(7, 8, 9);
    }

    @Test
    void anAnswerOfAnotherConnectionIsNotUnderstood() {
        assertThatThrownBy(() -> answer(publish(0, "x"), "+MQTTPUB: 1,18797,13"))
                .isInstanceOf(AtDecodingException.class);
        assertThatThrownBy(() -> answer(new ReadCache(ZERO, 1), "+MQTTREAD: 1,45,\"hello\",2,hi"))
                .isInstanceOf(AtDecodingException.class);
        assertThatThrownBy(() -> answer(new QuerySetting(ZERO, MqttKey.CLEAN), "+MQTTCFG: \"pingresp\",0"))
                .isInstanceOf(AtDecodingException.class);
        assertThatThrownBy(() -> answer(new QueryState(ZERO))).isInstanceOf(AtDecodingException.class);
        assertThatThrownBy(() -> answer(new Unsubscribe(ZERO, List.of("a", "b", "c")), "+MQTTUNSUB: 0,7",
                "+MQTTUNSUB: 0,8")).isInstanceOf(AtDecodingException.class);
    }

    @Test
    void reservedStatesAreUnknown() throws Exception {
        assertThat(Stream.of(1, 2, 3, 4, 255).map(state -> new ConnectionState(state).text()))
                .containsExactly("connecting", "connected", "disconnected", "unknown", "unknown");
    }
}
