/** Our own MQTT client beside a module's: proves that a message reached the broker and measures each hop. */
@ApplicationModule(allowedDependencies = {"command", "desired", "fleet", "session", "channel", "at", "onemo", "onemo :: profile", "events"})
@NullMarked
package org.modemfleet.witness;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
