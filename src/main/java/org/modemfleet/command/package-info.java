/** An operator's command on a module: validation by profile, waiting, history. */
@ApplicationModule(allowedDependencies = {"idempotency", "security", "operation", "desired", "fleet", "session", "channel", "at", "onemo", "onemo :: profile", "events"})
@NullMarked
package org.modemfleet.command;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
