/** Probes over HTTP. */
@NullMarked
package org.modemfleet.witness.web;

import org.jspecify.annotations.NullMarked;
