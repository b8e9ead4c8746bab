package org.modemfleet.link;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** All the links that can be opened here: picks the provider by the address's scheme. */
@Component
public class Links {

    private final Map<String, LinkProvider> byScheme;

    /** @throws IllegalStateException if two providers have one scheme */
    public Links(Collection<LinkProvider> providers) {
        byScheme = providers.stream().collect(Collectors.toMap(LinkProvider::scheme, provider -> provider, (a, b) -> {
            throw new IllegalStateException("two links have the scheme " + a.scheme());
        }, TreeMap::new));
    }

    /**
     * Reads an address and checks that its provider understands it, without opening it.
     *
     * @throws LinkException.BadAddress if its form or its scheme is unknown, or no link can ever be opened there
     */
    public LinkAddress check(String address) throws LinkException {
        LinkAddress parsed = LinkAddress.parse(address);
        provider(parsed).check(parsed);
        return parsed;
    }

    /**
     * Opens a link as {@link LinkProvider#open} does.
     *
     * @throws LinkException.BadAddress also if the scheme is unknown
     */
    public Link open(String moduleId, LinkAddress address, Link.Listener listener) throws LinkException {
        return provider(address).open(moduleId, address, listener);
    }

    /** What only one link can hold at a time, as {@link LinkProvider#port} names it; empty also for an address that is none. */
    public Optional<String> port(String address) {
        try {
            LinkAddress checked = check(address);
            return provider(checked).port(checked).map(port -> checked.scheme() + ":" + port);
        } catch (LinkException unusable) {
            return Optional.empty();
        }
    }

    /** As {@link LinkProvider#imei}; empty also for an address that is none. */
    public Optional<String> imei(String address) {
        try {
            LinkAddress checked = check(address);
            return provider(checked).imei(checked);
        } catch (LinkException unusable) {
            return Optional.empty();
        }
    }

    /** As {@link LinkProvider#place}. */
    public Optional<LinkProvider.Place> place(String moduleId) {
        return byScheme.values().stream().flatMap(provider -> provider.place(moduleId).stream()).findFirst();
    }

    /** As {@link LinkProvider#mayTakeData}, over whichever link. */
    public void mayTakeData(String moduleId, Instant until) {
        byScheme.values().forEach(provider -> provider.mayTakeData(moduleId, until));
    }

    /** As {@link LinkProvider#outlivesProcess} says; true for a scheme that is unknown. */
    public boolean outlivesProcess(LinkAddress address) {
        LinkProvider provider = byScheme.get(address.scheme());
        return provider == null || provider.outlivesProcess();
    }

    /** Tells every provider that a module was deleted. */
    public void forget(String moduleId) {
        byScheme.values().forEach(provider -> provider.forget(moduleId));
    }

    private LinkProvider provider(LinkAddress address) throws LinkException {
        LinkProvider provider = byScheme.get(address.scheme());
        if (provider == null) {
            throw new LinkException.BadAddress(address.scheme() + ":" + address.target(),
                    "the scheme is none of " + String.join(", ", byScheme.keySet()));
        }
        return provider;
    }
}
