/** Which modules there are: registry, attach and detach, identity, life cycle. */
@ApplicationModule(allowedDependencies = {"session", "channel", "at", "link", "onemo", "onemo :: profile", "events"})
@NullMarked
package org.modemfleet.fleet;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
