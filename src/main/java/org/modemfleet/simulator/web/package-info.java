/** Faults, scenarios and the log of simulated modules over HTTP; in the service and in the standalone simulator. */
@NullMarked
package org.modemfleet.simulator.web;

import org.jspecify.annotations.NullMarked;
