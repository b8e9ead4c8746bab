/** One command to many modules: which ones, how fast, when to stop, and what became of each. What a command is, the rooms that have them say. */
@ApplicationModule(allowedDependencies = {"idempotency", "security", "fleet", "session", "events"})
@NullMarked
package org.modemfleet.operation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
