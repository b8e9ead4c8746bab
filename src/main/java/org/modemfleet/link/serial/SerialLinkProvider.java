package org.modemfleet.link.serial;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.modemfleet.link.Link;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;
import org.modemfleet.link.LinkProvider;
import org.springframework.stereotype.Component;

/**
 * {@code serial:<path>[?baud=<rate>][&rtscts=<true|false>]}, such as {@code serial:/dev/ttyUSB2?baud=115200}. The
 * path may be a symbolic link; where it leads is looked up at every open, because a module that restarts may come
 * back elsewhere.
 */
@Component
public class SerialLinkProvider implements LinkProvider {

    /** Which module holds which device through us. */
    private final Map<Path, String> held = new ConcurrentHashMap<>();

    @Override
    public String scheme() {
        return "serial";
    }

    @Override
    public void check(LinkAddress address) throws LinkException {
        SerialSettings.of(address);
    }

    /** Where the path leads now, so that two names of one device are one port. */
    @Override
    public Optional<String> port(LinkAddress address) {
        Path path = Path.of(address.target()).toAbsolutePath().normalize();
        try {
            return Optional.of(path.toRealPath().toString());
        } catch (IOException absent) {
            return Optional.of(path.toString());
        }
    }

    @Override
    public Link open(String moduleId, LinkAddress address, Link.Listener listener) throws LinkException {
        SerialSettings settings = SerialSettings.of(address);
        String shown = address.scheme() + ":" + address.target();
        Path device = device(shown, settings);
        String holder = held.putIfAbsent(device, moduleId);
        if (holder != null) {
            throw new LinkException.InUse(shown, "module " + holder);
        }
        boolean opened = false;
        try {
            Optional<String> foreign = PortHolders.find(device);
            if (foreign.isPresent()) {
                throw new LinkException.InUse(shown, foreign.get());
            }
            Link link = SerialLink.open(shown, device, settings, releasing(device, listener));
            opened = true;
            return link;
        } finally {
            if (!opened) {
                held.remove(device);
            }
        }
    }

    private static Path device(String shown, SerialSettings settings) throws LinkException {
        try {
            return Path.of(settings.path()).toRealPath();
        } catch (IOException e) {
            throw new LinkException.Unreachable(shown, "there is no such port", e);
        }
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
