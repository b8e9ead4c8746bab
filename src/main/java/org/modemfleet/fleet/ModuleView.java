package org.modemfleet.fleet;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.link.LinkProvider;
import org.modemfleet.session.ConnectionView;
import org.modemfleet.session.ModuleIdentity;
import org.modemfleet.session.RadioStatus;

/**
 * A module and what is known of it without asking it.
 *
 * @param model the configured one, else the one it answered; null until known
 * @param problem why it is lost or cannot be attached: what a command would be refused with; null otherwise
 * @param identity null until it told
 * @param radio null until it told
 * @param place where its link is open now; null if it is not, or the link says all
 */
public record ModuleView(ModuleSpec spec, @Nullable String model, ModuleState state,
        @Nullable Exception problem, @Nullable ModuleIdentity identity, @Nullable RadioStatus radio, List<ConnectionView> connections,
        LinkProvider.@Nullable Place place) {

    ModuleView at(LinkProvider.@Nullable Place now) {
        return new ModuleView(spec, model, state, problem, identity, radio, connections, now);
    }
}
