package org.modemfleet.security;

import java.security.MessageDigest;

/** The administrator's bearer token, kept as its hash. */
final class AdminToken {

    private final byte[] hash;

    AdminToken(String token) {
        this.hash = Secrets.hash(token);
    }

    /** Takes the same time however much of the candidate is right. */
    boolean is(String candidate) {
        return MessageDigest.isEqual(hash, Secrets.hash(candidate));
    }
}
