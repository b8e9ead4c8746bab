/** One endpoint per AT command. */
@NullMarked
package org.modemfleet.command.web;

import org.jspecify.annotations.NullMarked;
