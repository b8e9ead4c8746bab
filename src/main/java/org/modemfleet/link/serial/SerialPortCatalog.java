package org.modemfleet.link.serial;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.PortCatalog;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** The serial ports that the system knows, and those that links name. */
@Component
class SerialPortCatalog implements PortCatalog {

    private final SerialLinkProvider provider;
    private final SystemPorts system;

    @Autowired
    SerialPortCatalog(SerialLinkProvider provider) {
        this(provider, provider.system());
    }

    SerialPortCatalog(SerialLinkProvider provider, SystemPorts system) {
        this.provider = provider;
        this.system = system;
    }

    @Override
    public List<Port> ports(Collection<LinkAddress> links) {
        Map<Path, SystemPorts.SystemPort> ports = new TreeMap<>();
        Map<Path, TreeSet<String>> names = new TreeMap<>();
        system.list().forEach(port -> ports.put(port.device(), port));
        for (LinkAddress link : links) {
            if (link.scheme().equals(provider.scheme()) && link.target().startsWith("/")) {
                Path named = Path.of(link.target()).normalize();
                SystemPorts.real(named).filter(SystemPorts::isCharacterDevice).ifPresent(device -> {
                    ports.computeIfAbsent(device, _ -> new SystemPorts.SystemPort(device, null, null));
                    if (!named.equals(device)) {
                        names.computeIfAbsent(device, _ -> new TreeSet<>()).add(named.toString());
                    }
                });
            }
        }
        provider.heldDevices().keySet().forEach(device -> ports.computeIfAbsent(device, _ -> new SystemPorts.SystemPort(device, null, null)));
        ports.keySet().forEach(device -> system.links(device).forEach(link ->
                names.computeIfAbsent(device, _ -> new TreeSet<>()).add(link.toString())));
        Map<Path, Holder> foreign = PortHolders.find(ports.keySet());
        Map<Path, String> held = provider.heldDevices();
        return ports.values().stream().map(port -> new Port(port.device().toString(),
                List.copyOf(names.getOrDefault(port.device(), new TreeSet<>())), port.description(), port.usb(),
                held.get(port.device()), foreign.get(port.device()))).toList();
    }
}
