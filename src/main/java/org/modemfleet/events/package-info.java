/** The event log: one writer, group commit, a cursor; read by pull, server-sent events and WebSocket. */
@ApplicationModule(allowedDependencies = {"onemo", "onemo :: profile", "at"})
@NullMarked
package org.modemfleet.events;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
