/** The simulated module's own AT language (ITU-T V.250): command lines in, answers and unsolicited results out. */
@NullMarked
package org.modemfleet.simulator.v250;

import org.jspecify.annotations.NullMarked;
