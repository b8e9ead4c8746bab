package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.onemo.profile.ModelProfiles;

/** +MQTTCFG without a connection. The limits are typed by hand from the manual, not read from the profiles. */
class ConfigurationTest {

    private static final String ML307R = "ML307R";
    private static final String ML307G = "ML307G";
    private static final String MN316 = "MN316";

    private static Bench bench;

    @BeforeAll
    static void start() {
        bench = Bench.withStandingClock();
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    /** A key, the values before and after the one in question, what is accepted, what is refused with 601. */
    private record Row(String key, String before, String after, String accepted, String refused) {}

    private static final List<Row> EVERY_MODEL = List.of(
            new Row("version", "", "", "4", "3,5,0"),
            new Row("keepalive", "", "", "0,60,61,65534,65535", "1,59,65536,99999999999"),
            new Row("clean", "", "", "0,1", "2"),
            new Row("retrans", "", "", "20,21,59,60", "0,19,61"),
            new Row("retrans", "20,", "", "0,1,2,3", "4"),
            new Row("willoption", "", ",0,0", "0,1", "2"),
            new Row("willoption", "0,", ",0", "0,1,2", "3"),
            new Row("willoption", "0,0,", "", "0,1", "2"),
            new Row("pingreq", "", "", "60,61,86399,86400", "0,59,86401"),
            new Row("pingresp", "", "", "0,1", "2"),
            new Row("encoding", "", ",0", "0,1,2", "3"),
            new Row("encoding", "0,", "", "0,1", "2"),
            new Row("reconn", "", ",20,0", "0,1,2,3", "4"),
            new Row("reconn", "3,", ",0", "20,21,59,60", "0,19,61"),
            new Row("reconn", "3,20,", "", "0,1", "2"));

    private static final List<Row> BY_ML307R = List.of(
            new Row("cid", "", "", "1,2,14,15", "0,16"),
            new Row("ssl", "", ",0", "0,1", "2"),
            new Row("ssl", "0,", "", "0,1,4,5", "6"),
            new Row("cached", "", "", "0,1", "2"));

    private static final List<Row> BY_ML307G = List.of(
            new Row("cid", "", "", "1,2,4,5", "0,6"),
            new Row("ssl", "", ",0", "0,1", "2"),
            new Row("ssl", "0,", "", "0,1,4,5", "6"),
            new Row("cached", "", "", "0,1", "2"));

    private static final List<Row> BY_MN316 = List.of(
            new Row("ssl", "", ",0", "0,1", "2"),
            new Row("ssl", "0,", "", "0,1,3,4", "5"));

    static Stream<Arguments> oracle() {
        return Stream.of(Arguments.of(ML307R, BY_ML307R), Arguments.of(ML307G, BY_ML307G), Arguments.of(MN316,
                BY_MN316))
                .flatMap(model -> {
                    List<Row> rows = new ArrayList<>(EVERY_MODEL);
                    ((List<?>) model.get()[1]).forEach(row -> rows.add((Row) row));
                    return rows.stream().map(row -> Arguments.of(model.get()[0], row));
                });
    }

    @ParameterizedTest
    @MethodSource("oracle")
    void acceptsAndRefusesAtBelowAndAboveEachLimit(String model, Row row) {
        try (Terminal te = bench.terminal(model)) {
            for (String value : row.accepted().split(",")) {
                String values = row.before() + value + row.after();
                te.does("AT+MQTTCFG=\"" + row.key() + "\",5," + values);
                String whole = values.contains(",") || List.of("retrans", "ssl", "reconn")
                        .indexOf(row.key()) < 0 ? values : null;
                if (whole != null) {
                    te.rows("AT+MQTTCFG=\"" + row.key() + "\",5", "+MQTTCFG: \"" + row.key() + "\"," + whole);
                }
            }
            for (String value : row.refused().split(",")) {
                te.refused("AT+MQTTCFG=\"" + row.key() + "\",5," + row.before() + value + row.after(), 601);
            }
        }
    }

    @Test
    void testCommandPrintsARowForEachKeyOfTheModel() {
        try (Terminal r = bench.terminal(ML307R);
                Terminal g = bench.terminal(ML307G);
                Terminal mn = bench.terminal(MN316)) {
            r.rows("AT+MQTTCFG=?", "+MQTTCFG: \"version\",(0-5),(4)", "+MQTTCFG: \"cid\",(0-5),(1-15)",
                    "+MQTTCFG: \"ssl\",(0-5),(0-1),(0-5)", "+MQTTCFG: \"keepalive\",(0-5),(0,60-65535)",
                    "+MQTTCFG: \"clean\",(0-5),(0-1)", "+MQTTCFG: \"retrans\",(0-5),(20-60),(0-3)",
                    "+MQTTCFG: \"willoption\",(0-5),(0-1),(0-2),(0-1)", "+MQTTCFG: \"willpayload\",(0-5),,",
                    "+MQTTCFG: \"pingreq\",(0-5),(60-86400)", "+MQTTCFG: \"pingresp\",(0-5),(0-1)",
                    "+MQTTCFG: \"encoding\",(0-5),(0-2),(0-1)", "+MQTTCFG: \"cached\",(0-5),(0-1)",
                    "+MQTTCFG: \"reconn\",(0-5),(0-3),(20-60),(0-1)");
            g.rows("AT+MQTTCFG=?", "+MQTTCFG: \"version\",(0-5),(4)", "+MQTTCFG: \"cid\",(0-5),(1-5)",
                    "+MQTTCFG: \"ssl\",(0-5),(0-1),(0-5)", "+MQTTCFG: \"keepalive\",(0-5),(0,60-65535)",
                    "+MQTTCFG: \"clean\",(0-5),(0-1)", "+MQTTCFG: \"retrans\",(0-5),(20-60),(0-3)",
                    "+MQTTCFG: \"willoption\",(0-5),(0-1),(0-2),(0-1)", "+MQTTCFG: \"willpayload\",(0-5),,",
                    "+MQTTCFG: \"pingreq\",(0-5),(60-86400)", "+MQTTCFG: \"pingresp\",(0-5),(0-1)",
                    "+MQTTCFG: \"encoding\",(0-5),(0-2),(0-1)", "+MQTTCFG: \"cached\",(0-5),(0-1)",
                    "+MQTTCFG: \"reconn\",(0-5),(0-3),(20-60),(0-1)");
            mn.rows("AT+MQTTCFG=?", "+MQTTCFG: \"version\",(0-5),(4)", "+MQTTCFG: \"ssl\",(0-5),(0-1),(0-4)",
                    "+MQTTCFG: \"keepalive\",(0-5),(0,60-65535)", "+MQTTCFG: \"clean\",(0-5),(0-1)",
                    "+MQTTCFG: \"retrans\",(0-5),(20-60),(0-3)", "+MQTTCFG: \"willoption\",(0-5),(0-1),(0-2),(0-1)",
                    "+MQTTCFG: \"willpayload\",(0-5),,", "+MQTTCFG: \"pingreq\",(0-5),(60-86400)",
                    "+MQTTCFG: \"pingresp\",(0-5),(0-1)", "+MQTTCFG: \"encoding\",(0-5),(0-2),(0-1)",
                    "+MQTTCFG: \"reconn\",(0-5),(0-3),(20-60),(0-1)");
        }
    }

    @Test
    void queryPrintsTheDefaultsOfEveryKey() {
        try (Terminal r = bench.terminal("fresh-r", ML307R); Terminal mn = bench.terminal("fresh-mn", MN316)) {
            r.rows("AT+MQTTCFG=\"query\",3", "+MQTTCFG: \"version\",4", "+MQTTCFG: \"cid\",1", "+MQTTCFG: \"ssl\",0,0",
                    "+MQTTCFG: \"keepalive\",120", "+MQTTCFG: \"clean\",0", "+MQTTCFG: \"retrans\",20,0",
                    "+MQTTCFG: \"willoption\",0,0,0", "+MQTTCFG: \"willpayload\",,", "+MQTTCFG: \"pingreq\",120",
                    "+MQTTCFG: \"pingresp\",0", "+MQTTCFG: \"encoding\",0,0", "+MQTTCFG: \"cached\",0",
                    "+MQTTCFG: \"reconn\",3,20,0");
            mn.rows("AT+MQTTCFG=\"query\",0", "+MQTTCFG: \"version\",4", "+MQTTCFG: \"ssl\",0,0",
                    "+MQTTCFG: \"keepalive\",120", "+MQTTCFG: \"clean\",0", "+MQTTCFG: \"retrans\",20,0",
                    "+MQTTCFG: \"willoption\",0,0,0", "+MQTTCFG: \"willpayload\",,", "+MQTTCFG: \"pingreq\",120",
                    "+MQTTCFG: \"pingresp\",0", "+MQTTCFG: \"encoding\",0,0", "+MQTTCFG: \"reconn\",3,20,0");
        }
    }

    @Test
    void eachConnectionHasItsOwnValues() {
        try (Terminal te = bench.terminal("own", ML307R)) {
            for (int id = 0; id <= 5; id++) {
                te.does("AT+MQTTCFG=\"keepalive\"," + id + "," + (60 + id));
            }
            for (int id = 0; id <= 5; id++) {
                te.rows("AT+MQTTCFG=\"keepalive\"," + id, "+MQTTCFG: \"keepalive\"," + (60 + id));
            }
        }
    }

    @Test
    void skippedValuesTakeTheirDefaultsAndAllSkippedIsRefused() {
        try (Terminal te = bench.terminal("skip", ML307R)) {
            te.does("AT+MQTTCFG=\"encoding\",0,2,1").does("AT+MQTTCFG=\"encoding\",0,1")
                    .rows("AT+MQTTCFG=\"encoding\",0", "+MQTTCFG: \"encoding\",1,0")
                    .does("AT+MQTTCFG=\"encoding\",0,,1").rows("AT+MQTTCFG=\"encoding\",0",
                    "+MQTTCFG: \"encoding\",0,1")
                    .does("AT+MQTTCFG=\"reconn\",0,1,60,1").does("AT+MQTTCFG=\"reconn\",0,,,1")
                    .rows("AT+MQTTCFG=\"reconn\",0", "+MQTTCFG: \"reconn\",3,20,1")
                    .does("AT+MQTTCFG=\"ssl\",0,1,5").does("AT+MQTTCFG=\"ssl\",0,1")
                    .rows("AT+MQTTCFG=\"ssl\",0", "+MQTTCFG: \"ssl\",1,0")
                    .does("AT+MQTTCFG=\"retrans\",0,60,3").does("AT+MQTTCFG=\"retrans\",0,30,")
                    .rows("AT+MQTTCFG=\"retrans\",0", "+MQTTCFG: \"retrans\",30,0");
            for (String values : List.of("\"encoding\",0,", "\"encoding\",0,,", "\"keepalive\",0,",
                    "\"willpayload\",0,",
                    "\"willpayload\",0,,", "\"reconn\",0,,,")) {
                te.refused("AT+MQTTCFG=" + values, 601);
            }
        }
    }

    @Test
    void wrongCountsTypesAndIdentifiersAreInvalidParameters() {
        try (Terminal te = bench.terminal("wrong", ML307R)) {
            for (String rest : List.of("\"keepalive\"", "\"keepalive\",", "\"keepalive\",6", "\"keepalive\",-1",
                    "\"keepalive\",x",
                    "\"keepalive\",\"0\"", "\"keepalive\",0,60,1", "\"keepalive\",0,\"60\"", "\"keepalive\",0,+60",
                    "\"keepalive\",0,6 0x", "\"encoding\",0,1,1,", "keepalive,0,60", "\"keepalive,0,60",
                    "\"keepalive\"x,0",
                    "\"query\"", "\"query\",6", "\"query\",0,", "\"query\",0,1", "\"willpayload\",0,t",
                    "\"willpayload\",0,\"t\",m", "\"willpayload\",0,\"t\",\"m\",", "\"willpayload\",0,\"t\"x")) {
                te.refused("AT+MQTTCFG=" + rest, 601);
            }
        }
    }

    @Test
    void unknownKeysAndFormsAreNotSupported() {
        try (Terminal te = bench.terminal("forms", ML307R); Terminal mn = bench.terminal("forms-mn", MN316)) {
            for (String rest : List.of("", "?", "=", "=,0", "=\"\"", "=\"Keepalive\",0", "=\"timeout\",0,1",
                    "=\"nosuch\",9")) {
                te.refused("AT+MQTTCFG" + rest, 4);
            }
            mn.refused("AT+MQTTCFG=\"cid\",0", 4).refused("AT+MQTTCFG=\"cached\",0,1", 4)
                    .refused("AT+MQTTCFG=\"cid\",9,99", 4);
        }
    }

    @Test
    void willStringsPrintAsTypedAndHaveTheirLimits() {
        String longest = "t".repeat(256);
        try (Terminal te = bench.terminal("will", ML307R)) {
            te.does("AT+MQTTCFG=\"willpayload\",0,\"bye\",\"gone, really\"")
                    .rows("AT+MQTTCFG=\"willpayload\",0", "+MQTTCFG: \"willpayload\",\"bye\",\"gone, really\"")
                    .does("AT+MQTTCFG=\"willpayload\",0,\"t\"")
                    .rows("AT+MQTTCFG=\"willpayload\",0", "+MQTTCFG: \"willpayload\",\"t\",")
                    .does("AT+MQTTCFG=\"willpayload\",0,,\"m\"")
                    .rows("AT+MQTTCFG=\"willpayload\",0", "+MQTTCFG: \"willpayload\",,\"m\"")
                    .does("AT+MQTTCFG=\"willpayload\",0,\"\",\"\"")
                    .rows("AT+MQTTCFG=\"willpayload\",0", "+MQTTCFG: \"willpayload\",,")
                    .does("AT+MQTTCFG=\"willpayload\",0,\"" + longest + "\",\"" + longest + "\"")
                    .refused("AT+MQTTCFG=\"willpayload\",0,\"" + longest + "x\",\"m\"", 601)
                    .refused("AT+MQTTCFG=\"willpayload\",0,\"t\",\"" + longest + "x\"", 601);
        }
    }

    @Test
    void willMessageIsReadByTheInputFormatInForce() {
        try (Terminal te = bench.terminal("willhex", ML307R)) {
            te.does("AT+MQTTCFG=\"encoding\",0,1,0")
                    .does("AT+MQTTCFG=\"willpayload\",0,\"t\",\"00fF\"")
                    .rows("AT+MQTTCFG=\"willpayload\",0", "+MQTTCFG: \"willpayload\",\"t\",\"00fF\"")
                    .does("AT+MQTTCFG=\"willpayload\",0,\"t\",\"" + "ab".repeat(256) + "\"")
                    .refused("AT+MQTTCFG=\"willpayload\",0,\"t\",\"" + "ab".repeat(257) + "\"", 601)
                    .refused("AT+MQTTCFG=\"willpayload\",0,\"t\",\"abc\"", 601)
                    .refused("AT+MQTTCFG=\"willpayload\",0,\"t\",\"xy\"", 601)
                    .does("AT+MQTTCFG=\"encoding\",0,2,0")
                    .does("AT+MQTTCFG=\"willpayload\",0,\"t\",\"a\\r\\n\\x41\"")
                    .rows("AT+MQTTCFG=\"willpayload\",0", "+MQTTCFG: \"willpayload\",\"t\",\"a\\r\\n\\x41\"")
                    .refused("AT+MQTTCFG=\"willpayload\",0,\"t\",\"a\\q\"", 601)
                    .refused("AT+MQTTCFG=\"willpayload\",0,\"t\",\"a\\x4\"", 601)
                    .refused("AT+MQTTCFG=\"willpayload\",0,\"t\",\"a\\\"", 601);
        }
    }

    @Test
    void aContextWithoutDefaultHasToBeActive() {
        try (Terminal te = bench.terminal("cid", "ML305M")) {
            te.rows("AT+MQTTCFG=\"cid\",0", "+MQTTCFG: \"cid\"")
                    .refused("AT+MQTTCFG=\"cid\",0,2", 601).refused("AT+MQTTCFG=\"cid\",0,9", 601)
                    .does("AT+CGDCONT=2,\"IP\",\"iot\"").refused("AT+MQTTCFG=\"cid\",0,2", 601)
                    .does("AT+MIPCALL=1,2").urc("+MIPCALL: 2,1,\"10.0.0.3\"")
                    .does("AT+MQTTCFG=\"cid\",0,2").rows("AT+MQTTCFG=\"cid\",0", "+MQTTCFG: \"cid\",2");
        }
    }

    @Test
    void connectIdsAreThoseOfTheModel() {
        try (Terminal te = bench.terminal("MN316A"); Terminal r = bench.terminal("ids", ML307R)) {
            te.rows("AT+MQTTSTATE=2", "+MQTTSTATE: 3").refused("AT+MQTTSTATE=3", 601)
                    .refused("AT+MQTTCFG=\"keepalive\",3", 601).does("AT+MQTTCFG=\"keepalive\",2,60")
                    .refused("AT+MQTTCFG=\"ssl\",0,1", 4);
            r.rows("AT+MQTTSTATE=5", "+MQTTSTATE: 3").refused("AT+MQTTSTATE=6", 601);
        }
    }

    @Test
    void oneModelHasNoEscapedInput() {
        try (Terminal te = bench.terminal("MR880A")) {
            te.does("AT+MQTTCFG=\"encoding\",0,1,1").refused("AT+MQTTCFG=\"encoding\",0,2,0", 601);
        }
    }

    static Stream<String> everyModel() {
        return ModelProfiles.standard().all().stream().map(ModelProfile::model);
    }

    @ParameterizedTest
    @MethodSource("everyModel")
    void everyModelAnswersForItsKeys(String model) {
        try (Terminal te = bench.terminal(model)) {
            te.rows("AT+CGMM", model);
            String tested = te.sends("AT+MQTTCFG=?\r\n").readTo(Terminal.OK);
            String queried = te.sends("AT+MQTTCFG=\"query\",0\r\n").readTo(Terminal.OK);
            assertThat(queried.lines().map(ConfigurationTest::key).toList())
                    .isEqualTo(tested.lines().map(ConfigurationTest::key).toList())
                    .contains("version", "keepalive", "willpayload", "reconn");
        }
    }

    private static String key(String row) {
        return row.startsWith("+MQTTCFG: \"") ? row.split("\"")[1] : row;
    }
}
