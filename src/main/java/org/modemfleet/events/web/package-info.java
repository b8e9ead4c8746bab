/** The event log over HTTP: pull, server-sent events, WebSocket. */
@NullMarked
package org.modemfleet.events.web;

import org.jspecify.annotations.NullMarked;
