package org.modemfleet.desired.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modemfleet.desired.ConnectionParameters;
import org.modemfleet.desired.DesiredView;
import org.modemfleet.desired.Drift;
import org.modemfleet.desired.Reconciliation;
import org.modemfleet.desired.Restore;
import org.modemfleet.desired.WantedSubscription;

/** What is wanted of a connection, and how far it is so, in JSON. */
@Schema(name = "Desired")
record DesiredResource(@Schema(example = "0") int connectId,
        @Schema(description = "Grows with every change, also with those by the endpoints of single commands; 0 if nothing was ever set. The ETag.",
                example = "7") long version,
        @Nullable Instant changedAt,
        @Schema(allowableValues = {"auto", "manual"}, description = "auto: made so again by itself after a reset of the module or "
                + "the loss of its connection") String restore,
        @Schema(description = "Key of MQTTCFG to its fields. Only these keys are watched over.",
                example = "{\"keepalive\":{\"keepaliveTime\":60}}")
        Map<String, Map<String, Object>> settings,
        @Schema(description = "null: whether it is connected is left alone") @Nullable Connection connection,
        List<Topic> subscriptions,
        Progress reconciliation) {

    @Schema(name = "DesiredConnection")
    record Connection(
            @Schema(description = "Whether it is to be connected, or to stay disconnected", allowableValues = {"connected", "disconnected"},
                    example = "connected") String wanted,
            @Schema(example = "127.0.0.1") @Nullable String host, @Schema(example = "1883") @Nullable Integer port,
            @Schema(example = "716335458") @Nullable String clientId, @Schema(example = "425089") @Nullable String user,
            @Schema(description = "Never shown", example = "***") @Nullable String password) {

        static Connection of(DesiredView.Wanted wanted, @Nullable ConnectionParameters to) {
            return to == null ? new Connection(wanted.json(), null, null, null, null, null)
                    : new Connection(wanted.json(), to.host(), to.port(), to.clientId(), to.user(), to.password());
        }
    }

    @Schema(name = "DesiredTopic")
    record Topic(@Schema(example = "world") String topic, @Schema(description = "The most that is asked for", example = "1") int qos) {

        static Topic of(WantedSubscription wanted) {
            return new Topic(wanted.topic(), wanted.qos());
        }
    }

    @Schema(name = "Drift", description = "In what the module differs; empty and null where it does not")
    record Differences(@Schema(description = "Keys that are reported otherwise", example = "[\"keepalive\"]") List<String> settings,
            @Schema(description = "Whether the SSL context in use differs") boolean tls,
            @Schema(description = "What MQTTSTATE says of a connection that is not as wanted", example = "disconnected")
            @Nullable String connection,
            @Schema(description = "Topics that are wanted and not subscribed", example = "[\"world\"]") List<String> missing,
            @Schema(description = "Topics that are subscribed and not wanted", example = "[]") List<String> unexpected) {

        static Differences of(Drift drift) {
            return new Differences(drift.settings(), drift.tls(), drift.connection(), drift.missing(), drift.unexpected());
        }
    }

    @Schema(name = "Reconciliation", description = "How far it is so, as last seen; nothing is asked for it")
    record Progress(
            @Schema(description = "unchecked: not looked at since the module became ready, or since something else is "
                    + "wanted; drifted: changed by somebody else, left so until "
                    + "it is asked for or the module restarts; waiting: tried again at nextAttemptAt; stopped: refused, tried again when "
                    + "something changes", allowableValues = {"unchecked", "in-sync", "reconciling", "drifted", "waiting", "stopped"},
                    example = "in-sync") String state,
            @Schema(description = "Of what was wanted then", example = "7") long version,
            @Nullable Instant since, @Nullable String reason,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant nextAttemptAt, Differences drift) {

        static Progress of(Reconciliation seen, long version) {
            boolean older = seen.version() < version
                    && (seen.state() == Reconciliation.State.IN_SYNC || seen.state() == Reconciliation.State.DRIFTED);
            return older ? new Progress(Reconciliation.State.UNCHECKED.json(), seen.version(), seen.since(),
                    "something else is wanted since then", null, Differences.of(seen.drift())) : asSeen(seen);
        }

        private static Progress asSeen(Reconciliation seen) {
            return new Progress(seen.state().json(), seen.version(), seen.since(), seen.reason(), seen.nextAttemptAt(),
                    Differences.of(seen.drift()));
        }
    }

    static DesiredResource of(int connectId, DesiredView view, Restore usual, Reconciliation seen) {
        return new DesiredResource(connectId, view.version(), view.changedAt(), (view.restore() == null ? usual : view.restore()).json(),
                view.settings(), view.wanted() == null ? null : Connection.of(view.wanted(), view.connection()),
                view.subscriptions().stream().map(Topic::of).toList(), Progress.of(seen, view.version()));
    }
}
