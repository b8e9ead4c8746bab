/** The application: its start, its settings, and what its parts are told about one another. */
@NullMarked
package org.modemfleet;

import org.jspecify.annotations.NullMarked;
