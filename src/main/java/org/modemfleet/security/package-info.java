/** Who may call: the administrator's bearer token, one-time tickets for streams, origins of browsers; and how secrets are kept in the database. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.modemfleet.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
