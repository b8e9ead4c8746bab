/** Bearer tokens. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.modemfleet.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
