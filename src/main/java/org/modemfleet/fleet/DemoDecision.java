package org.modemfleet.fleet;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.springframework.data.domain.Persistable;

/** That it was decided, once and for all, whether this database gets the demo modules. */
@Entity
@Table(name = "demo_decision")
class DemoDecision implements Persistable<String> {

    static final String ID = "demo";

    @Id
    private String id = ID;
    private boolean made;
    private Instant decidedAt;

    /** For JPA, which fills the fields. */
    @SuppressWarnings("NullAway")
    protected DemoDecision() {}

    DemoDecision(boolean made, Instant decidedAt) {
        this.made = made;
        this.decidedAt = decidedAt;
    }

    @Override
    public String getId() {
        return id;
    }

    /** Never changed, so never stored twice. */
    @Override
    public boolean isNew() {
        return true;
    }
}
