package org.modemfleet.onemo.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the tables of the AT+MQTT dialect say of a model, typed in once more by hand: the oracle that the profile data and
 * the simulated modules are held against. Nothing of it is read from the data.
 *
 * @param name what one asks for: the sub-model, or its series of which it is the first
 * @param model the sub-model as AT+CGMM prints it
 * @param ids {@code <connect_id>}
 * @param cid the values of the key; null where there is none
 * @param cidByDefault null where a context has to be active and none is the default
 * @param ssl {@code <ssl_id>}; null without the key {@code ssl} and MQTTS
 * @param input {@code <input_format>}
 * @param cache bytes per connection; null without MQTTREAD
 * @param inline longest message in the line
 * @param data longest message of data mode; null where there is none
 * @param split bytes of topic and message beyond which a publish URC is split; null for never
 * @param besides what is particular to few models
 */
public record ModelTruth(String name, String model, String series, Values ids, @Nullable Values cid,
        @Nullable Integer cidByDefault, @Nullable Values ssl, Values input, @Nullable Integer cache, int inline,
        @Nullable Integer data, @Nullable Integer split, Set<String> besides) {

    /** Data mode: a larger {@code <msg_len>} counts as the largest; 0 ends on Ctrl-Z. */
    public static final String CLAMPS = "clamps";
    /** Each topic of SUB and UNSUB has its own packet, row, mid and URC. */
    public static final String TOPIC_BY_TOPIC = "topic-by-topic";
    /** More than 3000 bytes of topics in one command are refused. */
    public static final String TOPICS_3000 = "topics-3000";
    /** So is more than 1560 bytes of text between {@code =} and CR of SUB, UNSUB and PUB. */
    public static final String TEXT_1560 = "text-1560";
    /** Connections end in deep sleep. */
    public static final String SLEEPS = "sleeps";
    /** AT+CGMR begins with a word. */
    public static final String REVISION = "Revision:";
    /** Certificates are gone after a power-off. */
    public static final String FORGETS = "forgets-files";

    public static final int TOPIC = 256;
    public static final int COMMAND_LINE = 8192;

    /** {@code -}: does not have it. {@code =1}: by default; cid without: has to be active. */
    private static final String MODELS = """
            series  | sub-models                     | ids | cid    | ssl | input | cache | inline | data | split | besides
            MN316   | -DBRS -DLVS                    | 0-5 | -      | 0-4 | 0-2   | -     | 1024   | -    | -     |
            MN316-S | -DLVS                          | 0-5 | -      | 0-4 | 0-2   | -     | 1024   | -    | -     |
            MN316A  | -D -DC                         | 0-2 | -      | -   | 0-2   | -     | 1024   | -    | -     | topics-3000
            MN318   | -BX -LC -LX                    | 0-5 | -      | -   | 0-2   | -     | 1024   | -    | -     |
            MN319   | -DL                            | 0-2 | -      | -   | 0-2   | -     | 1024   | -    | -     | text-1560 sleeps
            MN326   | -X                             | 0-5 | -      | 0-4 | 0-2   | -     | 1024   | -    | -     |
            MN326A  | -DG                            | 0-2 | -      | -   | 0-2   | -     | 1024   | -    | -     | topics-3000
            ML302A  | -DCLM -DSLM -GCLM -GSLM        | 0-5 | 1-15=1 | 0-5 | 0-2   | 8192  | 1024   | 1024 | 512   |
            ML305A  | -DC -DS -DL                    | 0-5 | 1-15=1 | 0-5 | 0-2   | 8192  | 1024   | 1024 | 512   |
            ML307A  | -DCLN -DSLN -GCLN -GSLN -DL    | 0-5 | 1-15=1 | 0-5 | 0-2   | 8192  | 1024   | 1024 | 512   |
            ML302S  | -DNLM                          | 0-5 | 1-15=1 | 0-5 | 0-2   | 8192  | 1024   | 1024 | -     | Revision:
            ML307S  | -DNLM                          | 0-5 | 1-15=1 | 0-5 | 0-2   | 8192  | 1024   | 1024 | -     | Revision:
            ML305U  | -DBLN                          | 0-5 | 1-7=1  | 0-5 | 0-2   | 8192  | 1024   | 1024 | -     |
            ML307R  | -DC -DL -BL -MC -ML            | 0-5 | 1-15=1 | 0-5 | 0-2   | 8192  | 1024   | 1024 | 512   |
            ML307G  | -DL -DC                        | 0-5 | 1-5=1  | 0-5 | 0-2   | 8192  | 1024   | 1024 | -     | topic-by-topic
            ML305M  | -DSLM -DALM                    | 0-5 | 1-8    | 0-5 | 0-2   | 8192  | 1024   | 1024 | -     |
            ML307M  | -DL -DA -DH                    | 0-5 | 1-8    | 0-5 | 0-2   | 8192  | 1024   | 1024 | -     |
            ML307H  | -DU                            | 0-5 | 1-5=1  | 0-5 | 0-2   | 8192  | 1024   | 1024 | -     | forgets-files
            ML307H  | -GU                            | 0-5 | 1-5=1  | -   | 0-2   | 8192  | 1024   | 1024 | -     |
            ML307C  | -DL-CN                         | 0-5 | 1-15=1 | 0-5 | 0-2   | 8192  | 1024   | 1024 | 512   |
            ML307N  | -DC -DL                        | 0-5 | 1-8    | 0-5 | 0-2   | 8192  | 1024   | 1024 | -     |
            ML307X  | -DB -DC                        | 0-5 | 1-15   | 0-5 | 0-2   | 8192  | 2048   | 4000 | -     |
            MR880A  | plain -Mini-PCIe -M.2          | 0-5 | -      | 0-5 | 0-1   | 8192  | 2048   | 8192 | -     | clamps
            """;

    /** The keys of AT+MQTTCFG in their order: a row for each value. {@code while}: set while no connection exists, or always. */
    private static final String KEYS = """
            key         | field           | values     | default | while
            version     | version         | 4          | 4       | none
            cid         | cid             | by model   | by model| none
            ssl         | sslEnable       | 0-1        | 0       | none
            ssl         | sslId           | by model   | 0       | none
            keepalive   | keepaliveTime   | 0,60-65535 | 120     | none
            clean       | cleanSession    | 0-1        | 0       | none
            retrans     | retransInterval | 20-60      | 20      | none
            retrans     | retryTimes      | 0-3        | 0       | none
            willoption  | willFlag        | 0-1        | 0       | none
            willoption  | willQos         | 0-2        | 0       | none
            willoption  | willRetain      | 0-1        | 0       | none
            willpayload | willTopic       | text       | -       | none
            willpayload | willMsg         | text       | -       | none
            pingreq     | pingInterval    | 60-86400   | 120     | none
            pingresp    | pingack         | 0-1        | 0       | always
            encoding    | inputFormat     | by model   | 0       | always
            encoding    | outputFormat    | 0-1        | 0       | always
            cached      | cachedMode      | 0-1        | 0       | always
            reconn      | reconnTimes     | 0-3        | 3       | none
            reconn      | reconnInterval  | 20-60      | 20      | none
            reconn      | mode            | 0-1        | 0       | none
            """;

    /** One value of a key. */
    public record Field(String name, Values values, @Nullable Integer byDefault) {}

    /** A key of AT+MQTTCFG with its integers; none for {@code willpayload}, whose values are strings. */
    public record Key(String name, List<Field> fields, boolean whileNone) {

        public String row(List<Long> values) {
            return row(String.join(",", values.stream().map(String::valueOf).toList()));
        }

        public String row(String values) {
            return "+MQTTCFG: \"" + name + "\"" + (values.isEmpty() ? "" : ",") + values;
        }

        /** What a query prints before anything was set. */
        public String rowOfDefaults() {
            return name.equals("willpayload") ? row(",")
                    : row(fields.stream().map(Field::byDefault).filter(value -> value != null).map(Integer::longValue).toList());
        }
    }

    /** Every sub-model. */
    public static List<ModelTruth> all() {
        return rows(MODELS).flatMap(ModelTruth::ofRow).toList();
    }

    /** Every name that a simulated module can be asked for by: the sub-models, and each series for its first one. */
    public static List<ModelTruth> byName() {
        Map<String, ModelTruth> byName = new LinkedHashMap<>();
        all().forEach(truth -> byName.put(truth.name(), truth));
        all().forEach(truth -> byName.putIfAbsent(truth.series(), truth.calledBySeries()));
        return List.copyOf(byName.values());
    }

    private static Stream<String[]> rows(String table) {
        return table.lines().skip(1).map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toArray(String[]::new));
    }

    private static Stream<ModelTruth> ofRow(String[] cell) {
        String[] cid = cell[3].split("=");
        return Arrays.stream(cell[1].split(" ")).map(suffix -> suffix.equals("plain") ? cell[0] : cell[0] + suffix)
                .map(model -> new ModelTruth(model, model, cell[0], new Values(cell[2]), values(cid[0]),
                        cid.length == 2 ? Integer.valueOf(cid[1]) : null, values(cell[4]), new Values(cell[5]), number(cell[6]),
                        Integer.parseInt(cell[7]), number(cell[8]), number(cell[9]), Set.of(cell[10].split(" "))));
    }

    private static @Nullable Values values(String cell) {
        return cell.equals("-") ? null : new Values(cell);
    }

    private static @Nullable Integer number(String cell) {
        return cell.equals("-") ? null : Integer.valueOf(cell);
    }

    private ModelTruth calledBySeries() {
        return new ModelTruth(series, model, series, ids, cid, cidByDefault, ssl, input, cache, inline, data, split, besides);
    }

    /** The model's keys in the order of the test command. */
    public List<Key> keys() {
        Map<String, Key> keys = new LinkedHashMap<>();
        rows(KEYS).filter(cell -> has(cell[0])).forEach(cell -> {
            Key key = keys.computeIfAbsent(cell[0], name -> new Key(name, new ArrayList<>(), cell[4].equals("none")));
            if (!cell[2].equals("text")) {
                key.fields().add(field(cell));
            }
        });
        return List.copyOf(keys.values());
    }

    /** Every key that some model has. */
    public static List<String> everyKey() {
        return rows(KEYS).map(cell -> cell[0]).distinct().toList();
    }

    private boolean has(String key) {
        return switch (key) {
            case "cid" -> cid != null;
            case "ssl" -> ssl != null;
            case "cached" -> cache != null;
            default -> true;
        };
    }

    private Field field(String[] cell) {
        return switch (cell[1]) {
            case "cid" -> new Field("cid", cid, cidByDefault);
            case "sslId" -> new Field("sslId", ssl, 0);
            case "inputFormat" -> new Field("inputFormat", input, 0);
            default -> new Field(cell[1], new Values(cell[2]), Integer.valueOf(cell[3]));
        };
    }

    public boolean narrowband() {
        return series.startsWith("MN");
    }

    public boolean is(String particular) {
        return besides.contains(particular);
    }

    public String revision() {
        return (is(REVISION) ? "Revision: " : "") + model + "-MBRH0S01";
    }

    @Override
    public String toString() {
        return name;
    }
}
