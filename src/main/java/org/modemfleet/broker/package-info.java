/** The embedded MQTT broker for one machine. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.modemfleet.broker;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
