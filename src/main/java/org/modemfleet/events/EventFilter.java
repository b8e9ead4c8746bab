package org.modemfleet.events;

import java.util.Collection;
import java.util.Set;

/**
 * Which events a reader wants; an empty set means all.
 *
 * @param modules ids of modules
 * @param types full types, such as {@code org.modemfleet.urc.publish}, or their last parts, such as {@code publish}
 */
public record EventFilter(Set<String> modules, Set<String> types) {

    public static final EventFilter ALL = new EventFilter(Set.of(), Set.of());

    public EventFilter {
        modules = Set.copyOf(modules);
        types = Set.copyOf(types);
    }

    public static EventFilter of(Collection<String> modules, Collection<String> types) {
        return new EventFilter(Set.copyOf(modules), Set.copyOf(types));
    }

    public boolean matches(StoredEvent event) {
        return (modules.isEmpty() || modules.contains(event.module())) && (types.isEmpty() || matchesType(event.type()));
    }

    boolean isAll() {
        return modules.isEmpty() && types.isEmpty();
    }

    private boolean matchesType(String type) {
        return types.contains(type) || types.contains(type.substring(type.lastIndexOf('.') + 1));
    }
}
