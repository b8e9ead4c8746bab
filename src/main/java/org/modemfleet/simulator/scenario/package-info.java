/** Faults and inbound traffic by a timetable, for one module or many. */
@NullMarked
package org.modemfleet.simulator.scenario;

import org.jspecify.annotations.NullMarked;
