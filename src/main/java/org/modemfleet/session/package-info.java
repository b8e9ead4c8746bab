/** One live module: its channel, its epoch, commands settled by unsolicited results. */
@ApplicationModule(allowedDependencies = {"channel", "at", "link", "onemo", "onemo :: profile", "events"})
@NullMarked
package org.modemfleet.session;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
