/** The first class of the packaged jar: says which Java is needed where the one at hand is too old. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.modemfleet.launcher;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
