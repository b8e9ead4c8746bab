package org.modemfleet.session;

import org.jspecify.annotations.Nullable;

/**
 * Another module answers than the session is for.
 *
 * @param expected the IMEI that it should have, 15 digits
 * @param answered the IMEI that it has; null if it does not tell
 */
public record IdentityMismatch(String expected, @Nullable String answered) {

    @Override
    public String toString() {
        return "identity-mismatch: expected the module with IMEI " + expected + ", but "
                + (answered == null ? "what answers does not tell its IMEI" : answered + " answers");
    }
}
