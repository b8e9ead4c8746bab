/** Received messages: a projection of the event log. */
@ApplicationModule(allowedDependencies = {"fleet", "session", "at", "onemo", "onemo :: profile", "events"})
@NullMarked
package org.modemfleet.inbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
