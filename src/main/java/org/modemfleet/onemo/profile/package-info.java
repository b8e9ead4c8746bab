/** What each model can do: rows of data, read once, used by the validator and the simulated module alike. */
@NamedInterface("profile")
@NullMarked
package org.modemfleet.onemo.profile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
