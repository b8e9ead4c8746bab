/** What is inside a simulated module: its commands, a class per concern, and the state they act on. */
@NullMarked
package org.modemfleet.simulator.device;

import org.jspecify.annotations.NullMarked;
