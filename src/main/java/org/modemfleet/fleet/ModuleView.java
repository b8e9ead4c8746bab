package org.modemfleet.fleet;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.session.ConnectionView;
import org.modemfleet.session.ModuleIdentity;
import org.modemfleet.session.RadioStatus;

/**
 * A module and what is known of it without asking it.
 *
 * @param model the configured one, else the one it answered; null until known
 * @param problem why it cannot be attached, if a person has to do something about it: what a command would be refused with
 * @param identity null until it told
 * @param radio null until it told
 */
public record ModuleView(ModuleSpec spec, @Nullable String model, ModuleState state,
        @Nullable FleetException problem, @Nullable ModuleIdentity identity, @Nullable RadioStatus radio, List<ConnectionView> connections) {}
