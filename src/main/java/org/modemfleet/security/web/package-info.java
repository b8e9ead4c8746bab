/** Tickets over HTTP. */
@NullMarked
package org.modemfleet.security.web;

import org.jspecify.annotations.NullMarked;
