/** Simulated modules without the service: each has its AT line on a TCP port, on a pseudo-terminal, or on both. */
@NullMarked
package org.modemfleet.simulator.standalone;

import org.jspecify.annotations.NullMarked;
