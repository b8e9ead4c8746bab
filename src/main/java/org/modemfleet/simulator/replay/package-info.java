/** Modules that play what was recorded of real ones. */
@NullMarked
package org.modemfleet.simulator.replay;

import org.jspecify.annotations.NullMarked;
