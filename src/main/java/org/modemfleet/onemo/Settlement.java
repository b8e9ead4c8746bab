package org.modemfleet.onemo;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Waits for the URCs that tell how a command ended. Not thread-safe; offered URCs in order. */
public interface Settlement {

    /** Whether this URC belongs to the command; one that does is shown with its answer. */
    boolean concerns(MqttUrc urc);

    /** Takes a URC that concerns it. */
    void offer(MqttUrc urc);

    /** Present once settled; at once for a command without URCs. */
    Optional<Settled> settled();

    /**
     * How it ended.
     *
     * @param connState the conn URC's state, where one settled it
     * @param results one per topic of a subscribe or unsubscribe, in order; empty otherwise
     */
    record Settled(Outcome outcome, @Nullable Integer connState, List<TopicResult> results) {

        public static Settled of(Outcome outcome) {
            return new Settled(outcome, null, List.of());
        }
    }

    /** @param code the granted QoS or 128; null for unsubscribe and time-out */
    record TopicResult(String topic, int mid, @Nullable Integer code) {}
}
