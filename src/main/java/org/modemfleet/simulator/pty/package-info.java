/** Pseudo-terminals: serial ports whose far end is in this process. Linux only. */
@NullMarked
package org.modemfleet.simulator.pty;

import org.jspecify.annotations.NullMarked;
