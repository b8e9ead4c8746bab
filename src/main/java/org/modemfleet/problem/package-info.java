/** Every room's exceptions as RFC 9457 problem details, in one table. */
@NullMarked
package org.modemfleet.problem;

import org.jspecify.annotations.NullMarked;
