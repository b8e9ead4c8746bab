/** A byte pipe to a module, whatever it runs over: memory, TCP, a serial port. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.modemfleet.link;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
