package org.modemfleet.simulator;

import org.modemfleet.link.Link;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;
import org.modemfleet.link.LinkProvider;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.onemo.profile.ModelProfiles;

/**
 * Links to simulated modules: {@code sim:ML307R}, a model or series. The module is made at the first opening for a
 * module id, and lives on, with power, when its link is closed.
 */
final class SimLinkProvider implements LinkProvider {

    private final SimulatedModules modules;

    SimLinkProvider(SimulatedModules modules) {
        this.modules = modules;
    }

    @Override
    public String scheme() {
        return "sim";
    }

    @Override
    public void check(LinkAddress address) throws LinkException {
        profile(address);
    }

    @Override
    public Link open(String moduleId, LinkAddress address, Link.Listener listener) throws LinkException {
        SimulatedModule module = modules.findOrCreate(moduleId, profile(address));
        if (module.isPortGone()) {
            throw new LinkException.Unreachable(text(address), "the port is gone", null);
        }
        SimLink link = new SimLink(module, listener);
        if (!module.plug(link)) {
            throw new LinkException.InUse(text(address), "another link of module " + moduleId);
        }
        return link;
    }

    @Override
    public boolean outlivesProcess() {
        return false;
    }

    @Override
    public void forget(String moduleId) {
        modules.remove(moduleId);
    }

    private static ModelProfile profile(LinkAddress address) throws LinkException {
        if (!address.options().isEmpty()) {
            throw new LinkException.BadAddress(text(address), "a simulated module takes no options");
        }
        return ModelProfiles.standard().find(address.target())
                .orElseThrow(() -> new LinkException.BadAddress(text(address), "there is no such model"));
    }

    private static String text(LinkAddress address) {
        return address.scheme() + ":" + address.target();
    }
}
