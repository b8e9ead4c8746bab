package org.modemfleet.simulator;

import java.io.IOException;
import org.modemfleet.link.Link;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;
import org.modemfleet.link.LinkProvider;
import org.modemfleet.onemo.profile.ModelProfiles;

/**
 * Links without any thread between: when {@code write} returns, the module has done what the bytes make it do at once, and the listener
 * has heard it.
 */
final class DirectLinkProvider implements LinkProvider {

    private final SimulatedModules modules;

    DirectLinkProvider(SimulatedModules modules) {
        this.modules = modules;
    }

    @Override
    public String scheme() {
        return "direct";
    }

    @Override
    public void check(LinkAddress address) {}

    @Override
    public Link open(String moduleId, LinkAddress address, Link.Listener listener) throws LinkException {
        SimulatedModule module = modules.findOrCreate(moduleId, ModelProfiles.standard().find(address.target()).orElseThrow());
        DirectLink link = new DirectLink(module, listener);
        if (!module.plug(link)) {
            throw new LinkException.InUse(address.target(), "another terminal");
        }
        return link;
    }

    private record DirectLink(SimulatedModule module, Listener listener) implements Link, ByteSink {

        @Override
        public void write(byte[] bytes) throws IOException {
            module.receive(bytes.clone(), () -> { });
            module.faults().join();
        }

        @Override
        public boolean take(byte[] bytes) {
            listener.received(bytes);
            return true;
        }

        @Override
        public void hangUp() {
            module.unplug(this);
            listener.closed(null);
        }

        @Override
        public void close() {
            module.unplug(this);
        }
    }
}
