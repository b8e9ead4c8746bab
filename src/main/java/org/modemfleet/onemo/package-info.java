/** The AT+MQTT dialect of OneMO modules: commands, unsolicited results, error codes, model profiles. */
@ApplicationModule(allowedDependencies = {"at"})
@NullMarked
package org.modemfleet.onemo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
