/** The TA side: simulated modules with their own AT server and MQTT session engine. */
@ApplicationModule(allowedDependencies = {"link", "link :: memory", "onemo :: profile"})
@NullMarked
package org.modemfleet.simulator;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
