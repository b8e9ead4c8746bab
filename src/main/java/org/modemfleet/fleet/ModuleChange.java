package org.modemfleet.fleet;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to change of a module (RFC 7396): a field that is null stays, a value that is null goes back to its default.
 *
 * @param imei of the module that takes the entry over; with a null value the next one that is attached does
 * @param labels the labels to set, and with null values the labels to take away; all others stay
 */
public record ModuleChange(@Nullable Field<String> name, @Nullable Field<String> model, @Nullable Field<String> link,
        @Nullable Field<String> imei, @Nullable Field<Map<String, @Nullable String>> labels, @Nullable Field<Boolean> enabled) {

    /** A field that was named. */
    public record Field<T>(@Nullable T value) {}
}
