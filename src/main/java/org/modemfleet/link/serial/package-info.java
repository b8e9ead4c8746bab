/** A byte pipe over a serial port or a pseudo-terminal; the only user of jSerialComm. */
@NullMarked
package org.modemfleet.link.serial;

import org.jspecify.annotations.NullMarked;
