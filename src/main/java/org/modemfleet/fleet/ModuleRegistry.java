package org.modemfleet.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.modemfleet.ModemFleetProperties;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;
import org.modemfleet.link.Links;
import org.modemfleet.link.PortCatalog;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.onemo.profile.ModelProfiles;
import org.modemfleet.session.ModuleSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The registry: what was entered stands in the database, all of it also in memory, so that no question about the fleet
 * waits for the database or a module. Changes are made one after the other: first in the database, then in memory, then
 * at the module.
 */
public class ModuleRegistry implements Fleet, SmartLifecycle {

    /** After the event log and the inbox, before the web server. */
    public static final int PHASE = 0;

    /** Modules that start together are spread over so much time each, and so much at most. */
    private static final Duration STAGGER = Duration.ofMillis(5);
    private static final Duration LONGEST_STAGGER = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(ModuleRegistry.class);

    private final ModuleStore store;
    private final FleetServices services;
    private final ModemFleetProperties settings;
    private final Links links;
    private final PortCatalog catalog;
    private final InstantSource clock;
    private final ModuleRules rules;
    private final ModelMatch match;
    private final ReentrantLock changes = new ReentrantLock();
    private final ConcurrentSkipListMap<String, ModuleKeeper> keepers = new ConcurrentSkipListMap<>();
    private volatile boolean running;

    ModuleRegistry(ModuleStore store, FleetServices services, ModemFleetProperties settings, Links links,
            PortCatalog catalog, InstantSource clock) {
        this.store = store;
        this.services = services;
        this.settings = settings;
        this.links = links;
        this.catalog = catalog;
        this.clock = clock;
        this.rules = new ModuleRules(links, services.models());
        this.match = new ModelMatch(services.models());
    }

    @Override
    public void start() {
        if (settings.demo()) {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            store.decideDemo(now, () -> SimulatedFleet.demo(now));
        }
        services.recoveries().load();
        store.all().forEach(this::keep);
        SimulatedFleet.unstored(settings.simulator().count(), settings.simulator().model(), clock.instant())
                .stream().filter(spec -> !keepers.containsKey(spec.id())).forEach(this::keep);
        keepers.values().forEach(ModuleKeeper::start);
        running = true;
        log.info("{} modules", keepers.size());
    }

    private void keep(ModuleSpec spec) {
        long delayMillis = Math.min(keepers.size() * STAGGER.toMillis(), LONGEST_STAGGER.toMillis());
        keepers.put(spec.id(), new ModuleKeeper(spec, services, Duration.ofMillis(delayMillis), this::learn));
    }

    @Override
    public void stop() {
        running = false;
        List<Thread> closing = keepers.values().stream()
                .map(keeper -> Thread.ofVirtual().start(keeper::close)).toList();
        try {
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        keepers.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    @Override
    public ModuleSession session(String moduleId) {
        ModuleKeeper keeper = keeper(moduleId);
        ModuleSession session = keeper.session();
        match.profile(moduleId, keeper.spec().model(), session.identity().model());
        return session;
    }

    @Override
    public ModelProfile profile(String moduleId) {
        ModuleView view = get(moduleId);
        return match.profile(moduleId, view.spec().model(), view.identity() == null ? null : view.identity().model())
                .orElseThrow(() -> view.state() == ModuleState.DISABLED ? new FleetException.Disabled(moduleId)
                        : new FleetException.ModelUnknown(moduleId, view.state()));
    }

    @Override
    public void requireModule(String moduleId) {
        keeper(moduleId);
    }

    @Override
    public void addListener(FleetListener listener) {
        synchronized (services.listeners()) {
            int place = (int) services.listeners().stream().filter(known -> known.order() <= listener.order()).count();
            services.listeners().add(place, listener);
        }
    }

    /** The serial ports of this machine, and who holds them. */
    public List<PortCatalog.Port> ports() {
        List<LinkAddress> used = new ArrayList<>();
        for (ModuleKeeper keeper : keepers.values()) {
            try {
                used.add(LinkAddress.parse(keeper.spec().link()));
            } catch (LinkException impossible) {
                log.debug("module {} has a link that names no port", keeper.spec().id(), impossible);
            }
        }
        return catalog.ports(used);
    }

    /** The profiles of all models. */
    public List<ModelProfile> models() {
        return services.models().all();
    }

    /**
     * @param model a sub-model, or a series for its first one
     * @throws FleetException.UnknownModel if there is no such profile
     */
    public ModelProfile model(String model) {
        return services.models().find(model).orElseThrow(() -> new FleetException.UnknownModel(model));
    }

    /**
     * The modules by id; waits for nothing.
     *
     * @param after only those behind this id; null for all
     */
    public Stream<ModuleView> list(@Nullable String after) {
        Map<String, ModuleKeeper> behind = after == null ? keepers : keepers.tailMap(after, false);
        return behind.values().stream().map(this::view);
    }

    private ModuleView view(ModuleKeeper keeper) {
        ModuleView view = keeper.view();
        return view.at(links.place(view.spec().id()).orElse(null));
    }

    /** @throws FleetException.UnknownModule if there is no such module */
    public ModuleView get(String moduleId) {
        return view(keeper(moduleId));
    }

    /**
     * Enters a module and begins to attach it.
     *
     * @throws FleetException.Invalid if a value is not allowed
     * @throws FleetException.ModuleExists if the id is taken
     * @throws FleetException.PortInUse if another module has the port
     */
    public ModuleView create(NewModule module) {
        ModuleSpec spec = rules.enter(module, clock.instant());
        changes.lock();
        try {
            if (keepers.containsKey(spec.id())) {
                throw new FleetException.ModuleExists(spec.id());
            }
            requireFreePort(spec);
            store.insert(spec);
            return view(attach(spec));
        } finally {
            changes.unlock();
        }
    }

    /**
     * Changes a module's entry; another link, model or IMEI opens it again.
     *
     * @throws FleetException.UnknownModule if there is no such module
     * @throws FleetException.Invalid if a value is not allowed
     * @throws FleetException.PortInUse if another module has the port
     */
    public ModuleView change(String moduleId, ModuleChange change) {
        changes.lock();
        try {
            ModuleKeeper keeper = keeper(moduleId);
            ModuleSpec spec = rules.change(keeper.spec(), change);
            requireFreePort(spec);
            if (spec.stored()) {
                store.update(spec);
            }
            keeper.change(spec);
            return view(keeper);
        } finally {
            changes.unlock();
        }
    }

    /**
     * Detaches a module and deletes it with everything that is stored of it. Simulated modules that are not stored come
     * back at the next start.
     *
     * @param purge whether its messages may be deleted too
     * @throws FleetException.UnknownModule if there is no such module
     * @throws FleetException.HasMessages if it has messages that may not be deleted
     */
    public void delete(String moduleId, boolean purge) {
        changes.lock();
        try {
            ModuleKeeper keeper = keeper(moduleId);
            if (purge) {
                // First, so that nothing more comes in for what is being deleted.
                keeper.close();
            }
            try {
                store.delete(keeper.spec(),
                        () -> services.listeners().forEach(listener -> listener.deleting(moduleId, purge)));
            } catch (RuntimeException refused) {
                if (purge) {
                    attach(keeper.spec());
                }
                throw refused;
            }
            keepers.remove(moduleId);
            keeper.close();
            links.forget(moduleId);
            services.opener().forget(moduleId);
            services.recoveries().forget(moduleId);
        } finally {
            changes.unlock();
        }
    }

    /** The first module that is attached is the one that the entry is of from then on. */
    private void learn(ModuleSession session) {
        changes.lock();
        try {
            ModuleKeeper keeper = keepers.get(session.moduleId());
            String imei = session.identity().imei();
            if (keeper == null || !keeper.has(session) || keeper.spec().imei() != null || imei == null) {
                return;
            }
            if (keeper.spec().stored()) {
                store.update(keeper.spec().withImei(imei));
            }
            keeper.learn(imei);
            log.info("module {}: its IMEI is {} from now on", session.moduleId(), imei);
        } finally {
            changes.unlock();
        }
    }

    private ModuleKeeper attach(ModuleSpec spec) {
        ModuleKeeper keeper = new ModuleKeeper(spec, services, Duration.ZERO, this::learn);
        keepers.put(spec.id(), keeper);
        keeper.start();
        return keeper;
    }

    private ModuleKeeper keeper(String moduleId) {
        ModuleKeeper keeper = keepers.get(moduleId);
        if (keeper == null) {
            throw new FleetException.UnknownModule(moduleId);
        }
        return keeper;
    }

    /** A disabled module holds nothing. */
    private void requireFreePort(ModuleSpec spec) {
        Optional<String> port = spec.enabled() ? links.port(spec.link()) : Optional.empty();
        if (port.isEmpty()) {
            return;
        }
        for (ModuleKeeper keeper : keepers.values()) {
            ModuleSpec other = keeper.spec();
            if (other.enabled() && !other.id().equals(spec.id()) && links.port(other.link()).equals(port)) {
                throw new FleetException.PortInUse(spec.id(), spec.link(), "module " + other.id());
            }
        }
    }
}
