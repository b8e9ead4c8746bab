package org.modemfleet.simulator;

import static org.modemfleet.simulator.mqtt.WirePacket.connack;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.modemfleet.onemo.profile.ModelTruth;
import org.modemfleet.onemo.profile.ModelTruth.Field;
import org.modemfleet.onemo.profile.ModelTruth.Key;
import org.modemfleet.onemo.profile.Values;
import org.modemfleet.simulator.mqtt.ScriptedServer.Peer;

/** AT+MQTTCFG of every model: each form, each key, each value at, below and above its limits. */
class SettingTruthTest extends EveryModel {

    private ModelTruth model;
    private Terminal te;

    private void take(ModelTruth taken) {
        model = taken;
        te = terminal(taken);
    }

    static Stream<Arguments> modelsAndKeys() {
        return ModelTruth.all().stream().flatMap(model -> model.keys().stream().filter(key -> !key.fields().isEmpty())
                .map(key -> Arguments.of(model, key)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void theTestCommandPrintsEveryKeyOfTheModel(ModelTruth taken) {
        take(taken);
        te.rows("AT+MQTTCFG=?", model.keys().stream().map(this::testRow).toArray(String[]::new));
    }

    private String testRow(Key key) {
        String ids = "(" + model.ids() + ")";
        return key.row(key.name().equals("willpayload") ? ids + ",,"
                : ids + key.fields().stream().map(field -> ",(" + field.values() + ")").collect(Collectors.joining()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void everyConnectionBeginsWithTheDefaults(ModelTruth taken) {
        take(taken);
        String[] defaults = model.keys().stream().map(Key::rowOfDefaults).toArray(String[]::new);
        for (long id : model.ids().accepted()) {
            te.rows("AT+MQTTCFG=\"query\"," + id, defaults);
            model.keys().forEach(key -> te.rows("AT+MQTTCFG=\"" + key.name() + "\"," + id, key.rowOfDefaults()));
        }
        for (String key : Stream.concat(Stream.of("query"), model.keys().stream().map(Key::name)).toList()) {
            String quoted = "AT+MQTTCFG=\"" + key + "\"";
            List<String> wrong = new ArrayList<>(List.of(quoted, quoted + ",", quoted + ",x", quoted + ",\"0\"", "AT+MQTTCFG=" + key + ",0"));
            model.ids().refused().forEach(id -> wrong.add(quoted + "," + id));
            te.refused(wrong, 601);
        }
        te.refused("AT+MQTTCFG=\"query\",0,", 601).refused("AT+MQTTCFG=\"query\",0,1", 601);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void formsAndKeysThatAreNotThere(ModelTruth taken) {
        take(taken);
        for (String rest : List.of("", "?", "=", "=,0", "=\"\"", "=\"nosuch\",9,x", "=\"Keepalive\",0", "=\" keepalive\",0",
                "=\"timeout\",0", "=\"sndbuf\",0", "=\"platsel\",0", "=\"devinfo\",0")) {
            te.refused("AT+MQTTCFG" + rest, 4);
        }
        List<String> lacking = new ArrayList<>(ModelTruth.everyKey());
        lacking.removeAll(model.keys().stream().map(Key::name).toList());
        for (String key : lacking) {
            te.refused(Stream.of("", ",0", ",0,1", ",0,1,0", ",9", ",9,99", ",x", ",0,")
                    .map(rest -> "AT+MQTTCFG=\"" + key + "\"" + rest).toList(), 4);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("modelsAndKeys")
    void eachValueAtBelowAndAboveItsLimits(ModelTruth taken, Key key) {
        take(taken);
        contextsOf(key);
        for (int at = 0; at < key.fields().size(); at++) {
            int position = at;
            List<Long> values = new ArrayList<>(key.fields().stream().map(field -> field.values().highest()).toList());
            Values own = key.fields().get(at).values();
            for (long value : own.accepted()) {
                values.set(at, value);
                te.does(set(key, values)).rows(query(key), key.row(values));
            }
            String kept = key.row(values);
            List<String> wrong = new ArrayList<>(List.of("\"" + own.lowest() + "\"", "x", "+" + own.lowest(), own.lowest() + ".0"));
            own.refused().forEach(value -> wrong.add(value.toString()));
            te.refused(wrong.stream().map(value -> set(key, with(values, position, value))).toList(), 601);
            te.rows(query(key), kept);
        }
        te.rows("AT+MQTTCFG=\"" + key.name() + "\"," + model.ids().highest(), key.rowOfDefaults());
    }

    /** Without default a context has to be active; then only those next to the limits are. */
    private void contextsOf(Key key) {
        if (key.name().equals("cid") && model.cidByDefault() == null) {
            for (long cid : model.cid().accepted()) {
                if (cid > 1) {
                    te.refused("AT+MQTTCFG=\"cid\",0," + cid, 601).does("AT+CGDCONT=" + cid + ",\"IP\",\"iot\"")
                            .refused("AT+MQTTCFG=\"cid\",0," + cid, 601)
                            .does("AT+MIPCALL=1," + cid).urc("+MIPCALL: " + cid + ",1,\"10.0.0." + (cid + 1) + "\"");
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("modelsAndKeys")
    void aValueThatIsSkippedOrLeftOutTakesItsDefault(ModelTruth taken, Key key) {
        take(taken);
        int count = key.fields().size();
        List<Long> all = key.fields().stream().map(field -> field.values().highest()).toList();
        for (int given = 1; given < 1 << count; given++) {
            List<Long> expected = new ArrayList<>();
            List<String> typed = new ArrayList<>();
            for (int at = 0; at < count; at++) {
                Field field = key.fields().get(at);
                boolean stands = (given >> at & 1) == 1;
                // A context without default is one that is up.
                long value = key.name().equals("cid") ? 1 : all.get(at);
                typed.add(stands ? Long.toString(value) : "");
                expected.add(stands ? value : Long.valueOf(field.byDefault()));
            }
            String whole = set(key, typed);
            String withoutTheLast = whole.replaceFirst(",+$", "");
            te.does(whole).rows(query(key), key.row(expected)).refused(whole + ",", 601)
                    .does(withoutTheLast).rows(query(key), key.row(expected));
        }
        for (int skipped = 1; skipped <= count; skipped++) {
            te.refused(query(key) + ",".repeat(skipped), 601);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void willStringsHaveTheirLimitsAndPrintAsTyped(ModelTruth taken) {
        take(taken);
        String set = "AT+MQTTCFG=\"willpayload\",0";
        for (int bytes : new int[] {1, 255, 256}) {
            te.does(set + ",\"" + text(bytes) + "\"").rows(set, "+MQTTCFG: \"willpayload\",\"" + text(bytes) + "\",")
                    .does(set + ",,\"" + text(bytes) + "\"").rows(set, "+MQTTCFG: \"willpayload\",,\"" + text(bytes) + "\"");
        }
        te.does(set + ",\"" + "ü".repeat(128) + "\",\"m\"");
        String kept = "+MQTTCFG: \"willpayload\",\"" + "ü".repeat(128) + "\",\"m\"";
        for (String wrong : List.of(",", ",,", ",,,", ",t", ",\"t\",m", ",\"t\"x", ",\"t\",\"m\",", ",\"t\",\"m\",1", ",1", ",\"t",
                ",\"" + text(257) + "\"", ",\"t\",\"" + text(257) + "\"", ",\"" + "ü".repeat(128) + "x\"")) {
            te.refused(set + wrong, 601);
        }
        te.rows(set, kept).does(set + ",\"\"").rows(set, "+MQTTCFG: \"willpayload\",,")
                .does(set + ",\"\",\"\"").rows(set, "+MQTTCFG: \"willpayload\",,");
        te.does("AT+MQTTCFG=\"encoding\",0,1,0").does(set + ",\"t\",\"" + "aB".repeat(256) + "\"")
                .rows(set, "+MQTTCFG: \"willpayload\",\"t\",\"" + "aB".repeat(256) + "\"");
        for (String wrong : List.of("aB".repeat(257), "a", "xy", "a b ")) {
            te.refused(set + ",\"t\",\"" + wrong + "\"", 601);
        }
        if (model.input().highest() == 2) {
            te.does("AT+MQTTCFG=\"encoding\",0,2,0").does(set + ",\"t\",\"\\x41" + text(252) + "\"")
                    .refused(set + ",\"t\",\"\\x41" + text(253) + "\"", 601).refused(set + ",\"t\",\"\\q\"", 601);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void whatNeedsNoConnectionIsAStateErrorWhileOneExists(ModelTruth taken) {
        take(taken);
        te.does(connectCommand(0));
        Peer peer = accepts().expects("CONNECT");
        whileItExists();
        peer.sends(connack(false, 0));
        te.urc("+MQTTURC: \"conn\",0,0");
        whileItExists();
        peer.fence();
        peer.close();
        te.urc("+MQTTURC: \"conn\",0,1");
        whileItExists();
        te.does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2").does("AT+MQTTCFG=\"keepalive\",0,60");
    }

    private void whileItExists() {
        for (Key key : model.keys()) {
            String values = key.fields().isEmpty() ? "\"t\",\"m\""
                    : String.join(",", key.fields().stream().map(field -> Long.toString(field.values().lowest())).toList());
            String set = "AT+MQTTCFG=\"" + key.name() + "\",0,";
            if (key.whileNone()) {
                te.refused(set + values, 607).rows(query(key), key.rowOfDefaults());
            } else {
                te.does(set + values);
            }
            // What is wrong in itself is told before the state.
            te.refused(set, 601).refused(set + values + ",9", 601).refused(set + "x", 601);
            te.does("AT+MQTTCFG=\"keepalive\"," + model.ids().highest() + ",60");
        }
    }

    private static String query(Key key) {
        return "AT+MQTTCFG=\"" + key.name() + "\",0";
    }

    private static String set(Key key, List<?> values) {
        return query(key) + values.stream().map(value -> "," + value).collect(Collectors.joining());
    }

    private static List<Object> with(List<Long> values, int at, String instead) {
        List<Object> changed = new ArrayList<>(values);
        changed.set(at, instead);
        return changed;
    }
}
