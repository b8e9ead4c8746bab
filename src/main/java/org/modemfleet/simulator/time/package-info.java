/** The clock of simulated modules. */
@NullMarked
package org.modemfleet.simulator.time;

import org.jspecify.annotations.NullMarked;
