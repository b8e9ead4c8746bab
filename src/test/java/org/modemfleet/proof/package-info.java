/** The whole service proven end to end: what a user, a module's wire and an independent MQTT client see. */
@NullMarked
package org.modemfleet.proof;

import org.jspecify.annotations.NullMarked;
