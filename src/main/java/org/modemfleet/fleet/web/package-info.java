/** The fleet over HTTP. */
@NullMarked
package org.modemfleet.fleet.web;

import org.jspecify.annotations.NullMarked;
