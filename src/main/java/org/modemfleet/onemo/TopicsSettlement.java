package org.modemfleet.onemo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * MQTTSUB and MQTTUNSUB end when each packet has its {@code suback}, {@code unsuback} or {@code timeout}. MQTTDISC
 * drops them without a word, so that its {@code conn,<id>,2} ends them too.
 */
final class TopicsSettlement implements Settlement {

    private static final int REFUSED = 128;
    private static final int CLOSED_BY_USER = 2;

    private final ConnectId connectId;
    private final List<String> topics;
    private final List<Integer> mids;
    private final boolean subscribes;
    private final Map<Integer, MqttUrc> answers = new HashMap<>();
    private boolean closed;

    /** @param mids one for all topics or one per topic */
    TopicsSettlement(ConnectId connectId, List<String> topics, List<Integer> mids, boolean subscribes) {
        this.connectId = connectId;
        this.topics = topics;
        this.mids = mids;
        this.subscribes = subscribes;
    }

    @Override
    public boolean concerns(MqttUrc urc) {
        if (isComplete() || !urc.connectId().equals(connectId)) {
            return false;
        }
        return switch (urc) {
            case MqttUrc.SubAck ack -> subscribes && isAwaited(ack.mid());
            case MqttUrc.UnsubAck ack -> !subscribes && isAwaited(ack.mid());
            case MqttUrc.Timeout timeout -> isAwaited(timeout.mid());
            case MqttUrc.Conn conn -> conn.state() == CLOSED_BY_USER;
            default -> false;
        };
    }

    private boolean isAwaited(int mid) {
        return mids.contains(mid) && !answers.containsKey(mid);
    }

    @Override
    public void offer(MqttUrc urc) {
        if (!concerns(urc)) {
            return;
        }
        switch (urc) {
            case MqttUrc.SubAck ack -> answers.put(ack.mid(), ack);
            case MqttUrc.UnsubAck ack -> answers.put(ack.mid(), ack);
            case MqttUrc.Timeout timeout -> answers.put(timeout.mid(), timeout);
            default -> closed = true;
        }
    }

    private boolean isComplete() {
        return closed || answers.keySet().containsAll(mids);
    }

    @Override
    public Optional<Settled> settled() {
        if (!isComplete()) {
            return Optional.empty();
        }
        if (closed) {
            return Optional.of(new Settled(Outcome.FAILED, CLOSED_BY_USER, results()));
        }
        return Optional.of(new Settled(outcome(), null, results()));
    }

    private List<TopicResult> results() {
        List<TopicResult> results = new ArrayList<>();
        for (int i = 0; i < topics.size(); i++) {
            int mid = mids.get(mids.size() == 1 ? 0 : i);
            results.add(new TopicResult(topics.get(i), mid, code(i, mid)));
        }
        return List.copyOf(results);
    }

    private @Nullable Integer code(int topic, int mid) {
        int place = mids.size() == 1 ? topic : 0;
        return answers.get(mid) instanceof MqttUrc.SubAck ack && place < ack.codes().size()
                ? ack.codes().get(place) : null;
    }

    private Outcome outcome() {
        long timedOut = 0;
        long refused = 0;
        for (TopicResult result : results()) {
            timedOut += answers.get(result.mid()) instanceof MqttUrc.Timeout ? 1 : 0;
            refused += result.code() != null && result.code() == REFUSED ? 1 : 0;
        }
        if (timedOut + refused == 0) {
            return Outcome.ACKNOWLEDGED;
        }
        if (timedOut + refused < topics.size()) {
            return Outcome.PARTIAL;
        }
        return timedOut == 0 ? Outcome.REJECTED : Outcome.TIMEOUT;
    }
}
