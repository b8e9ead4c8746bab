/** The header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a POST that is sent again is answered again, not done again. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.modemfleet.idempotency;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
