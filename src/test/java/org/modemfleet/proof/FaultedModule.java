package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.modemfleet.proof.SimulatorProcess.Entry;
import org.modemfleet.testsupport.HttpApi;
import tools.jackson.databind.JsonNode;

/**
 * A module that is driven lap after lap while faults strike it. No two commands ask for the same, so that each answer tells whose it is;
 * an answer that is another command's fails the test. What is answered while bytes are spoiled proves nothing and is not held to it.
 */
final class FaultedModule {

    /** After so long a message that lacks a part is in the inbox without it. */
    private static final Duration INCOMPLETE = Duration.ofSeconds(90);
    /** What the module and its line may lead to; anything else is a fault of the service. */
    private static final Set<Integer> POSSIBLE = Set.of(200, 202, 409, 429, 502, 503, 504, 507);
    private static final int DEFAULT_KEEPALIVE = 120;
    private static final int SHORTEST_KEEPALIVE = 60;
    private static final int CONNECTED = 2;
    private static final int DISCONNECTED = 3;
    /** As many answers as of two laps. */
    private static final int NEWEST = 20;

    final SimulatorProcess.Module simulated;
    final String id;
    private final TwoProcesses processes;
    private final OutsideClient outside;
    private final HttpApi http;
    /** The payload of each topic: none is used twice. */
    final Map<String, String> published = new HashMap<>();
    private final Map<String, Integer> acknowledged = new HashMap<>();
    private final Set<String> sent = new HashSet<>();
    /** Answers that are held against the module's log at the end. */
    private final List<JsonNode> proven = new ArrayList<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final AtomicInteger goodLaps = new AtomicInteger();
    /** The newest answers, oldest first, for whoever wonders why no lap is good. */
    private final Deque<String> newest = new ConcurrentLinkedDeque<>();
    /** Odd while bytes are spoiled. */
    private final AtomicInteger spoiling = new AtomicInteger();
    private Set<Integer> keepalive = Set.of(DEFAULT_KEEPALIVE);
    private int laps;
    private boolean wasSpoiled;
    /** Odd while it may restart. */
    private final AtomicInteger restarting = new AtomicInteger();
    private volatile boolean connectsAnew;
    private volatile boolean typedSpoiled;
    private volatile boolean printedSpoiled;

    FaultedModule(TwoProcesses processes, SimulatorProcess.Module simulated, OutsideClient outside) {
        this.processes = processes;
        this.simulated = simulated;
        this.outside = outside;
        this.id = "faulted-" + simulated.index();
        this.http = processes.user().http();
    }

    // What the faults say

    void begins(List<FaultMenu.Choice> faults) {
        if (faults.stream().anyMatch(FaultMenu.Choice::restarts)) {
            restarting.incrementAndGet();
        }
        connectsAnew |= faults.stream().anyMatch(FaultMenu.Choice::strikesConnects);
        typedSpoiled |= faults.stream().anyMatch(FaultMenu.Choice::typed);
        printedSpoiled |= faults.stream().anyMatch(fault -> fault.spoilsBytes() && !fault.typed());
        if (faults.stream().anyMatch(FaultMenu.Choice::spoilsBytes)) {
            spoiling.incrementAndGet();
        }
    }

    /** They are over, and a lap was good. */
    void ends() {
        for (AtomicInteger trouble : List.of(spoiling, restarting)) {
            if (trouble.get() % 2 != 0) {
                trouble.incrementAndGet();
            }
        }
    }

    int goodLaps() {
        return goodLaps.get();
    }

    String newestAnswers() {
        return id + " answered:\n" + String.join("\n", newest);
    }

    /** Whether anything that it was told was ever spoiled: then it may do what nobody asked for. */
    boolean wasMistold() {
        return typedSpoiled;
    }

    Map<Integer, Integer> statuses() {
        return statuses;
    }

    int proven() {
        return proven.size();
    }

    // What is done

    void lap() {
        processes.user().awaitState(id, "ready");
        int spoilingBefore = spoiling.get();
        boolean good = connected();
        good &= setting();
        good &= identity();
        good &= otherConnection();
        good &= publish();
        outside();
        processes.simulator().keepLog(simulated.index());
        laps++;
        if (good) {
            goodLaps.incrementAndGet();
        }
        wasSpoiled |= spoilingBefore % 2 != 0;
    }

    /** Whether answers of commands that were begun then may be held to be right. */
    private boolean isSound(int before) {
        return before % 2 == 0 && spoiling.get() == before;
    }

    private HttpApi.Answer counted(HttpApi.Answer answer) {
        statuses.merge(answer.status(), 1, Integer::sum);
        newest.add(answer.response().request().method() + ' ' + answer.response().request().uri().getPath() + ' ' + answer);
        if (newest.size() > NEWEST) {
            newest.remove();
        }
        // What data mode has not got in time is a wrong parameter to the module.
        boolean untyped = answer.status() == 422 && answer.json().path("cme").intValue() == 601;
        assertThat(untyped || POSSIBLE.contains(answer.status())).as(id + ": " + answer).isTrue();
        return answer;
    }

    private boolean connected() {
        if (connectsAnew) {
            connectsAnew = false;
            counted(http.delete(FleetUser.mqtt(id, 0) + "/connection?wait=3"));
        }
        HttpApi.Answer state = counted(http.get(FleetUser.mqtt(id, 0) + "/connection"));
        if (state.status() != 200) {
            return false;
        }
        if (state.json().path("state").intValue() == CONNECTED) {
            return subscribed();
        }
        if (state.json().path("state").intValue() != DISCONNECTED) {
            // It would try again by itself, but not before 20 s have passed.
            counted(http.delete(FleetUser.mqtt(id, 0) + "/connection?wait=3"));
        }
        HttpApi.Answer answer = counted(http.post(FleetUser.mqtt(id, 0) + "/connection?wait=3",
                "{\"host\":\"localhost\",\"port\":%d,\"clientId\":\"%s\"}".formatted(processes.broker().port(), id)));
        return answer.status() == 200 && answer.text("/outcome").equals("connected") && subscribed();
    }

    private boolean subscribed() {
        HttpApi.Answer list = counted(http.get(FleetUser.mqtt(id, 0) + "/subscriptions"));
        if (list.status() != 200) {
            return false;
        }
        if (!list.json().path("items").isEmpty()) {
            return true;
        }
        HttpApi.Answer answer = counted(http.post(FleetUser.mqtt(id, 0) + "/subscriptions?wait=3",
                "{\"topics\":[{\"topic\":\"" + inTopic() + "\",\"qos\":1}]}"));
        return answer.status() == 200 && answer.text("/outcome").equals("acknowledged");
    }

    String inTopic() {
        return "in/" + simulated.index();
    }

    private boolean setting() {
        int before = spoiling.get();
        int restartingBefore = restarting.get();
        int value = SHORTEST_KEEPALIVE + laps + 1;
        String path = FleetUser.mqtt(id, 1) + "/config/keepalive";
        HttpApi.Answer set = counted(http.put(path, "{\"keepaliveTime\":" + value + "}"));
        Set<Integer> possible = new HashSet<>(keepalive);
        if (set.status() == 200) {
            possible = new HashSet<>(Set.of(value));
        } else if (set.status() == 504) {
            possible.add(value);
        }
        HttpApi.Answer asked = counted(http.get(path));
        if (restartingBefore % 2 != 0 || restarting.get() != restartingBefore) {
            possible.addAll(keepalive);
            possible.add(DEFAULT_KEEPALIVE);
        }
        boolean sound = isSound(before) && !wasSpoiled;
        if (asked.status() == 200 && sound && asked.json().path("reported").has("keepaliveTime")) {
            int reported = asked.json().at("/reported/keepaliveTime").intValue();
            assertThat(possible).as(id + ": " + set + ", then " + asked).contains(reported);
        }
        keepalive = possible;
        if (set.status() == 200 && asked.status() == 200 && isSound(before)) {
            wasSpoiled = false;
        }
        return set.status() == 200 && asked.status() == 200;
    }

    private boolean identity() {
        int before = spoiling.get();
        HttpApi.Answer raw = counted(http.post("/modules/" + id + "/at", "{\"command\":\"AT+CGSN\"}"));
        if (raw.status() == 200 && isSound(before)) {
            assertThat(raw.json().path("rows").toString() + raw.text("/final")).as(id + ": " + raw)
                    .isEqualTo("[\"" + simulated.imei() + "\"]OK");
        }
        return raw.status() == 200;
    }

    /** Connection 1 is never connected: an answer about it is not about connection 0. */
    private boolean otherConnection() {
        int before = spoiling.get();
        HttpApi.Answer state = counted(http.get(FleetUser.mqtt(id, 1) + "/connection"));
        if (state.status() == 200 && isSound(before)) {
            assertThat(state.json().path("state").intValue()).as(id + ": " + state).isEqualTo(DISCONNECTED);
        }
        return state.status() == 200;
    }

    private boolean publish() {
        int before = spoiling.get();
        int qos = laps % 3;
        // Without the letters of AT: what is to be a command and becomes a message shows by them.
        String topic = topic();
        String payload = laps + (laps % 4 == 0 ? "\r\n>\r\n" : "") + "x".repeat(laps % 50);
        published.put(topic, payload);
        HttpApi.Answer answer = counted(http.post(FleetUser.mqtt(id, 0) + "/messages?wait=3",
                "{\"topic\":\"%s\",\"qos\":%d,\"payload\":\"%s\",\"payloadEncoding\":\"base64\"}".formatted(topic, qos,
                        Base64.getEncoder().encodeToString(HostilePayloads.bytes(payload)))));
        if (answer.status() != 200 && answer.status() != 202) {
            return false;
        }
        String outcome = answer.text("/outcome");
        if (isSound(before)) {
            proven.add(answer.json());
            if (outcome.equals("acknowledged") || outcome.equals("accepted")) {
                acknowledged.put(topic, qos);
            }
        }
        return outcome.equals("acknowledged") || outcome.equals("accepted");
    }

    /** With a checksum: one of which a byte was spoiled on the line is not the topic of another message. */
    private String topic() {
        String topic = "f/" + simulated.index() + "/" + laps + "/";
        CRC32 sum = new CRC32();
        sum.update(topic.getBytes(StandardCharsets.US_ASCII));
        return topic + Long.toHexString(sum.getValue());
    }

    private void outside() {
        String payload = "message " + laps + " to " + simulated.index() + ".";
        sent.add(payload);
        outside.publish(inTopic(), 1, HostilePayloads.bytes(payload));
    }

    // What is compared at the end

    /** Each publish was sent at most once, and was answered as the module says. */
    void compareWithItsLog() {
        List<Entry> log = processes.simulator().log(simulated.index());
        Map<String, List<Integer>> commands = new HashMap<>();
        Set<String> urcs = new HashSet<>();
        for (int i = 0; i < log.size(); i++) {
            if (log.get(i).kind().equals("command") && log.get(i).text().startsWith("AT+MQTTPUB=")) {
                commands.computeIfAbsent(log.get(i).text(), _ -> new ArrayList<>()).add(i);
            } else if (log.get(i).kind().equals("urc")) {
                urcs.add(log.get(i).text());
            }
        }
        assertThat(commands).allSatisfy((line, places) -> assertThat(places).as(id + " was told twice: " + line).hasSize(1));
        for (JsonNode answer : proven) {
            String line = answer.at("/at/sent").valueStream().map(JsonNode::asString).filter(sent -> sent.startsWith("AT+MQTTPUB="))
                    .findFirst().orElseThrow(() -> new AssertionError(answer.toString()));
            assertThat(commands).as("%s was never told what is answered: %s", id, answer).containsKey(line);
            String told = answerBehind(log, commands.get(line).getFirst());
            assertThat(told).as("%s answered otherwise than %s", id, answer)
                    .startsWith("+MQTTPUB: 0," + answer.path("mid").intValue() + "," + answer.path("length").intValue() + "\r\n")
                    .endsWith("OK");
            answer.at("/at/urcs").forEach(urc -> assertThat(urcs).as("%s never said what settled %s", id, answer).contains(urc.asString()));
        }
    }

    private static String answerBehind(List<Entry> log, int command) {
        for (Entry entry : log.subList(command + 1, log.size())) {
            if (entry.kind().equals("answer")) {
                return entry.text();
            }
            assertThat(entry.kind()).isNotEqualTo("command");
        }
        throw new AssertionError("no answer behind " + log.get(command));
    }

    /** What was answered as published has arrived; once, where that is promised. */
    void compareWithTheBroker() {
        acknowledged.forEach((topic, qos) -> {
            List<String> received = outside.received(topic);
            assertThat(received).as("%s at QoS %d to %s", id, qos, topic).isNotEmpty()
                    .containsOnly(FleetUser.exactly(HostilePayloads.bytes(published.get(topic))));
            if (qos != 1) {
                assertThat(received).hasSize(1);
            }
        });
    }

    /** The inbox is what the events say, and these are messages that somebody sent. */
    void compareWithTheInbox(List<JsonNode> events) {
        List<String> told = FleetUser.ofType(events, "urc.publish").stream().map(event -> payload(event.path("data"))).toList();
        // A length that was spoiled announces more than there is: what came is stored as incomplete after a minute.
        List<String> stored = await(id + ": its inbox").atMost(INCOMPLETE).until(
                () -> processes.user().inbox(id, 0).stream().map(FaultedModule::payload).toList(), now -> now.size() >= told.size());
        assertThat(stored).as(id + ": its inbox").containsExactlyInAnyOrderElementsOf(told);
        if (!printedSpoiled) {
            assertThat(sent).as(id + ": messages that nobody sent").containsAll(stored);
        }
    }

    private static String payload(JsonNode message) {
        return new String(FleetUser.bytes(message, "payload"), StandardCharsets.ISO_8859_1);
    }
}
