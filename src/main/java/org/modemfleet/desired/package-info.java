/** What the operator wants of each connection: settings, connection, subscriptions. */
@ApplicationModule(allowedDependencies = {"fleet", "session", "at", "onemo", "onemo :: profile", "events"})
@NullMarked
package org.modemfleet.desired;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
