package org.modemfleet.fleet;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.annotations.Fetch;
import org.hibernate.annotations.FetchMode;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** A module in the database. */
@Entity(name = "Module")
@Table(name = "module")
class StoredModule implements Persistable<String> {

    @Id
    private String id;
    private String name;
    private @Nullable String model;
    private String link;
    private @Nullable String imei;
    private boolean enabled;
    private Instant createdAt;
    /** Null until stored, by which an insert is told from an update. */
    @Version
    private @Nullable Long version;

    @ElementCollection(fetch = FetchType.EAGER)
    @Fetch(FetchMode.SUBSELECT)
    @CollectionTable(name = "module_label", joinColumns = @JoinColumn(name = "module_id"))
    @MapKeyColumn(name = "label")
    @Column(name = "label_value")
    private Map<String, String> labels = new HashMap<>();

    /** For JPA, which fills the fields. */
    @SuppressWarnings("NullAway")
    protected StoredModule() {}

    StoredModule(ModuleSpec spec) {
        this.id = spec.id();
        this.createdAt = spec.createdAt();
        this.name = spec.name();
        this.link = spec.link();
        take(spec);
    }

    final void take(ModuleSpec spec) {
        name = spec.name();
        model = spec.model();
        link = spec.link();
        imei = spec.imei();
        enabled = spec.enabled();
        labels.keySet().retainAll(spec.labels().keySet());
        labels.putAll(spec.labels());
    }

    ModuleSpec spec() {
        return new ModuleSpec(id, name, model, link, imei, new TreeMap<>(labels), enabled, true, createdAt);
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return version == null;
    }
}
