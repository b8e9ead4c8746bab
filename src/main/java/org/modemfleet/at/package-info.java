/** The AT language (ITU-T V.250, 3GPP TS 27.007) in plain Java: lines, commands, answers, results. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.modemfleet.at;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
