package org.modemfleet.link.serial;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.modemfleet.ModemFleetProperties;
import org.modemfleet.link.Link;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;
import org.modemfleet.link.LinkProvider;
import org.modemfleet.link.PortCatalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * {@code serial:<path>[?baud=<rate>|auto][&rtscts=<true|false>]}, such as {@code serial:/dev/ttyUSB2?baud=115200}, or
 * {@code serial:imei=<imei>} for the port at which that module is. The path may be a symbolic link; where it leads is
 * looked up at every open, because a module that restarts may come back elsewhere.
 */
@Component
public class SerialLinkProvider implements LinkProvider {

    /** Whoever is looking for a module has the port for a moment. */
    private static final String SEARCH = "";
    private static final Duration SEARCH_WAIT = Duration.ofSeconds(2);
    /** No port is begun with after so long; the next search goes on. */
    private static final Duration SEARCH_LIMIT = Duration.ofSeconds(5);
    /** A process before this one, killed, may have left a module in data mode, which takes what is asked for a message: the longest there is. */
    private static final Duration LEFT_IN_DATA_MODE = Duration.ofMillis(10_500);
    private static final String NO_DEVICE = "what is there is no character device, and so no serial port";
    private static final Logger log = LoggerFactory.getLogger(SerialLinkProvider.class);

    private final InstantSource clock;
    private final SystemPorts system;
    private final Candidates candidates;
    private final Instant processStart;
    /** Which module holds which device through us. */
    private final Map<Path, String> held = new ConcurrentHashMap<>();
    /** At which rate a module was found; kept while it is away, and tried first. */
    private final Map<String, Integer> rates = new ConcurrentHashMap<>();
    private final Map<String, Instant> dataUntil = new ConcurrentHashMap<>();
    private final ReentrantLock searching = new ReentrantLock();
    /** For whoever is searching. */
    private final PortMemory memory = new PortMemory();

    /** One that searches no ports. */
    public SerialLinkProvider() {
        this(List.of(), InstantSource.system());
    }

    @Autowired
    SerialLinkProvider(ModemFleetProperties settings) {
        this(settings.serial().candidates(), InstantSource.system());
    }

    SerialLinkProvider(List<String> candidates, InstantSource clock) {
        this.clock = clock;
        this.system = new SystemPorts(Path.of("/"));
        this.candidates = new Candidates(candidates, system);
        this.processStart = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    }

    @Override
    public String scheme() {
        return "serial";
    }

    /** A path at which nothing is yet passes: a port may come. */
    @Override
    public void check(LinkAddress address) throws LinkException {
        SerialSettings settings = SerialSettings.of(address);
        if (settings.imei() != null && candidates.patterns().isEmpty()) {
            throw new LinkException.BadAddress(shown(address), "which ports may be searched has to be set in modemfleet.serial.candidates");
        }
        if (settings.path() != null && SystemPorts.real(Path.of(settings.path())).filter(there -> !SystemPorts.isCharacterDevice(there)).isPresent()) {
            throw new LinkException.BadAddress(shown(address), NO_DEVICE);
        }
    }

    /** Where the path leads now, so that two names of one device are one port. */
    @Override
    public Optional<String> port(LinkAddress address) {
        if (imei(address).isPresent()) {
            return imei(address).map(imei -> "imei=" + imei);
        }
        Path path = Path.of(address.target()).toAbsolutePath().normalize();
        return Optional.of(SystemPorts.real(path).orElse(path).toString());
    }

    @Override
    public Optional<String> imei(LinkAddress address) {
        try {
            return Optional.ofNullable(SerialSettings.of(address).imei());
        } catch (LinkException none) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Place> place(String moduleId) {
        return held.entrySet().stream().filter(entry -> entry.getValue().equals(moduleId)).findFirst()
                .map(entry -> new Place(entry.getKey().toString(), rates.get(moduleId)));
    }

    @Override
    public void mayTakeData(String moduleId, Instant until) {
        dataUntil.put(moduleId, until);
    }

    @Override
    public void forget(String moduleId) {
        rates.remove(moduleId);
        dataUntil.remove(moduleId);
    }

    @Override
    public Link open(String moduleId, LinkAddress address, Link.Listener listener) throws LinkException {
        SerialSettings settings = SerialSettings.of(address);
        if (settings.imei() != null) {
            return search(moduleId, address, settings, listener);
        }
        Path device = device(shown(address), settings);
        claim(device, moduleId, address);
        Link link = null;
        try {
            link = settings.baud() == SerialSettings.AUTO ? openAtAnyRate(moduleId, device, address, settings, listener)
                    : opener(address, settings).open(device, settings.baud(), releasing(device, listener));
            return link;
        } finally {
            if (link == null) {
                held.remove(device);
            } else if (settings.baud() != SerialSettings.AUTO) {
                rates.put(moduleId, settings.baud());
            }
        }
    }

    private Link openAtAnyRate(String moduleId, Path device, LinkAddress address, SerialSettings settings, Link.Listener listener)
            throws LinkException {
        requireNoDataMode(address);
        BaudSearch.Answered open = BaudSearch.find(opener(address, settings), device, BaudSearch.beginningWith(rates.get(moduleId)),
                releasing(device, listener));
        if (open == null) {
            throw new LinkException.Unreachable(shown(address), "nothing answers at any baud rate", null);
        }
        try {
            // Its answer is the last one: what was asked at this rate is answered.
            open.probe().imei(open.link());
            rates.put(moduleId, open.baud());
            open.probe().handOver();
            return open.link();
        } catch (IOException gone) {
            open.leave();
            throw new LinkException.Unreachable(shown(address), "the port is gone", gone);
        }
    }

    /** Asks the candidates that nobody holds for the module. */
    private Link search(String moduleId, LinkAddress address, SerialSettings settings, Link.Listener listener) throws LinkException {
        requireNoDataMode(address);
        if (!searchIsOurs()) {
            throw new LinkException.Unreachable(shown(address), "another module is being looked for", null);
        }
        try {
            Instant end = clock.instant().plus(SEARCH_LIMIT);
            int asked = 0;
            for (Path device : memory.due(candidates.devices(), String.valueOf(settings.imei()), clock.instant())) {
                if (clock.instant().isAfter(end)) {
                    break;
                }
                asked++;
                Link found = askForModule(moduleId, device, address, settings, listener);
                if (found != null) {
                    return found;
                }
            }
            throw new LinkException.Unreachable(shown(address), "the module answers at none of the ports that were free and due (" + asked + ")", null);
        } finally {
            searching.unlock();
        }
    }

    private @Nullable Link askForModule(String moduleId, Path device, LinkAddress address, SerialSettings settings, Link.Listener listener) {
        boolean taken = false;
        BaudSearch.Answered open = null;
        try {
            claim(device, SEARCH, address);
        } catch (LinkException held) {
            log.debug("{} is not asked", device, held);
            return null;
        }
        try {
            List<Integer> tried = settings.baud() == SerialSettings.AUTO ? BaudSearch.beginningWith(rates.get(moduleId)) : List.of(settings.baud());
            open = BaudSearch.find(opener(address, settings), device, tried, releasing(device, listener));
            String imei = open == null ? null : open.probe().imei(open.link());
            memory.found(device, imei, clock.instant());
            if (open == null) {
                return null;
            }
            if (!String.valueOf(settings.imei()).equals(imei)) {
                open.leave();
                return null;
            }
            rates.put(moduleId, open.baud());
            held.put(device, moduleId);
            taken = true;
            open.probe().handOver();
            return open.link();
        } catch (IOException gone) {
            log.debug("{} cannot be asked", device, gone);
            memory.found(device, null, clock.instant());
            if (open != null) {
                open.leave();
            }
            taken = false;
            return null;
        } finally {
            if (!taken) {
                held.remove(device);
            }
        }
    }

    private boolean searchIsOurs() {
        try {
            return searching.tryLock(SEARCH_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A module whose link is lost may be behind any port, and may read a message still: what it is asked would be published. */
    private void requireNoDataMode(LinkAddress address) throws LinkException {
        Instant now = clock.instant();
        boolean open = now.isBefore(processStart.plus(LEFT_IN_DATA_MODE))
                || dataUntil.entrySet().stream().anyMatch(entry -> now.isBefore(entry.getValue()) && !held.containsValue(entry.getKey()));
        if (open) {
            throw new LinkException.Unreachable(shown(address), "a module may be in data mode still, so nothing is asked yet", null);
        }
    }

    /** Has the device for somebody. Waits for a search that has it. */
    private void claim(Path device, String who, LinkAddress address) throws LinkException {
        String holder = held.putIfAbsent(device, who);
        if (SEARCH.equals(holder) && !searching.isHeldByCurrentThread() && searchIsOurs()) {
            searching.unlock();
            holder = held.putIfAbsent(device, who);
        }
        if (holder != null) {
            throw new LinkException.InUse(shown(address), holder.equals(SEARCH) ? "a search for another module" : "module " + holder);
        }
        Optional<PortCatalog.Holder> foreign = PortHolders.find(device);
        if (foreign.isPresent()) {
            held.remove(device);
            throw new LinkException.InUse(shown(address), foreign.get().toString());
        }
    }

    private static PortOpener opener(LinkAddress address, SerialSettings settings) {
        return (device, baud, listener) -> SerialLink.open(shown(address), device, baud, settings.rtscts(), listener);
    }

    private static Path device(String shown, SerialSettings settings) throws LinkException {
        Path device = SystemPorts.real(Path.of(String.valueOf(settings.path())))
                .orElseThrow(() -> new LinkException.Unreachable(shown, "there is no such port", null));
        if (!SystemPorts.isCharacterDevice(device)) {
            throw new LinkException.Unreachable(shown, NO_DEVICE, null);
        }
        return device;
    }

    private static String shown(LinkAddress address) {
        return address.scheme() + ":" + address.target();
    }

    SystemPorts system() {
        return system;
    }

    /** Which module holds which device. */
    Map<Path, String> heldDevices() {
        Map<Path, String> modules = new HashMap<>(held);
        modules.values().removeIf(SEARCH::equals);
        return modules;
    }

    /** Frees the device before the listener hears that it is closed, so that it can open it again at once. */
    private Link.Listener releasing(Path device, Link.Listener listener) {
        return new Link.Listener() {
            @Override
            public void received(byte[] bytes) {
                listener.received(bytes);
            }

            @Override
            public void closed(@Nullable IOException cause) {
                held.remove(device);
                listener.closed(cause);
            }
        };
    }
}
