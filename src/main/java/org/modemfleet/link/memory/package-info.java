/** A byte pipe inside this process: two ends, each a link. */
@NamedInterface("memory")
@NullMarked
package org.modemfleet.link.memory;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
