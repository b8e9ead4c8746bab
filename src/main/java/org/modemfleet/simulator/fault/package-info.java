/** What can go wrong with a module, on purpose: each kind, what is active, and where it steps in. */
@NullMarked
package org.modemfleet.simulator.fault;

import org.jspecify.annotations.NullMarked;
