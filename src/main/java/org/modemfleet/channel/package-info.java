/** The TE side of the wire: one command in flight, two bounded lanes, resynchronisation. */
@ApplicationModule(allowedDependencies = {"at", "link"})
@NullMarked
package org.modemfleet.channel;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
