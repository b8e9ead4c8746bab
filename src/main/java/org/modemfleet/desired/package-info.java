/** What the operator wants of each connection: settings, TLS, connection, subscriptions; plan, reconcile, drift. */
@ApplicationModule(allowedDependencies = {"security", "operation", "fleet", "session", "at", "onemo", "onemo :: profile", "events"})
@NullMarked
package org.modemfleet.desired;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
