/** A byte pipe over TCP. */
@NullMarked
package org.modemfleet.link.tcp;

import org.jspecify.annotations.NullMarked;
