package org.modemfleet.command;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.Outcome;
import org.springframework.data.domain.Persistable;

/** The row of one command in the history. */
@Entity
@Table(name = "command_record")
class CommandRecord implements Persistable<String> {

    private static final String BY_QUERY = "query";

    @Id
    private String id;

    private String module;

    @Column(name = "connect_id")
    private @Nullable Integer connectId;

    @Enumerated(EnumType.STRING)
    private CommandKind kind;

    @Enumerated(EnumType.STRING)
    private CommandState state;

    @Enumerated(EnumType.STRING)
    private @Nullable Outcome outcome;

    private @Nullable Integer mid;

    private @Nullable Integer length;

    @Column(name = "conn_state")
    private @Nullable Integer connState;

    private @Nullable Integer cme;

    private @Nullable String detail;

    /** JSON. */
    private @Nullable String results;

    /** JSON. */
    private @Nullable String transcript;

    private @Nullable Long epoch;

    /** Sealed. */
    private @Nullable String intent;

    private @Nullable String origin;

    @Column(name = "sent_at")
    private @Nullable Instant sentAt;

    @Column(name = "state_before")
    private @Nullable Integer stateBefore;

    @Column(name = "settled_by")
    private @Nullable String settledBy;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "settled_at")
    private @Nullable Instant settledAt;

    protected CommandRecord() {
        // for JPA
    }

    /** @param sealedIntent null if it could neither be settled later nor sent again */
    CommandRecord(String id, String module, @Nullable Integer connectId, CommandKind kind, @Nullable String sealedIntent,
            @Nullable String origin, Instant createdAt) {
        this.id = id;
        this.module = module;
        this.connectId = connectId;
        this.kind = kind;
        this.state = CommandState.QUEUED;
        this.intent = sealedIntent;
        this.origin = origin;
        this.createdAt = createdAt;
    }

    void run(long inEpoch, @Nullable Integer before, Instant at) {
        state = CommandState.RUNNING;
        epoch = inEpoch;
        stateBefore = before;
        sentAt = at;
    }

    /** The module was asked, and told. */
    void settledByQuery(Outcome found, String shownDetail, Instant at) {
        state = CommandState.DONE;
        outcome = found;
        detail = shownDetail;
        settledBy = BY_QUERY;
        settledAt = at;
        intent = null;
    }

    /** The module cannot tell. */
    void notTold(String shownDetail, Instant at) {
        if (state == CommandState.PENDING) {
            state = CommandState.INDETERMINATE;
            outcome = Outcome.INDETERMINATE;
            settledAt = at;
        }
        detail = shownDetail;
        intent = null;
    }

    void progress(CommandProgress progress, @Nullable String resultsJson, @Nullable String transcriptJson,
            @Nullable String shownDetail, @Nullable Instant at) {
        state = progress.state();
        outcome = progress.outcome();
        mid = progress.mid();
        length = progress.length();
        connState = progress.connState();
        cme = progress.cme();
        detail = shownDetail;
        results = resultsJson;
        transcript = transcriptJson;
        settledAt = at;
        if (!mayBeNeeded(progress)) {
            intent = null;
        }
    }

    /** For settling it, or for sending it again. */
    private static boolean mayBeNeeded(CommandProgress progress) {
        return switch (progress.state()) {
            case QUEUED, RUNNING, PENDING, INDETERMINATE -> true;
            case DONE -> progress.outcome() == Outcome.TIMEOUT;
            case REFUSED -> false;
        };
    }

    @Override
    public String getId() {
        return id;
    }

    /** Rows are inserted once and changed by statements: saving one is always an insert. */
    @Override
    public boolean isNew() {
        return true;
    }

    String module() {
        return module;
    }

    @Nullable Integer connectId() {
        return connectId;
    }

    CommandKind kind() {
        return kind;
    }

    CommandState state() {
        return state;
    }

    @Nullable Outcome outcome() {
        return outcome;
    }

    @Nullable Integer mid() {
        return mid;
    }

    @Nullable Integer length() {
        return length;
    }

    @Nullable Integer connState() {
        return connState;
    }

    @Nullable Integer cme() {
        return cme;
    }

    @Nullable String detail() {
        return detail;
    }

    @Nullable String results() {
        return results;
    }

    @Nullable String transcript() {
        return transcript;
    }

    @Nullable Long epoch() {
        return epoch;
    }

    @Nullable String intent() {
        return intent;
    }

    @Nullable String origin() {
        return origin;
    }

    @Nullable Instant sentAt() {
        return sentAt;
    }

    @Nullable Integer stateBefore() {
        return stateBefore;
    }

    @Nullable String settledBy() {
        return settledBy;
    }

    Instant createdAt() {
        return createdAt;
    }

    @Nullable Instant settledAt() {
        return settledAt;
    }
}
