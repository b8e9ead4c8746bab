/** The inbox over HTTP. */
@NullMarked
package org.modemfleet.inbox.web;

import org.jspecify.annotations.NullMarked;
