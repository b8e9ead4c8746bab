/** What is wanted of connections, over HTTP. */
@NullMarked
package org.modemfleet.desired.web;

import org.jspecify.annotations.NullMarked;
