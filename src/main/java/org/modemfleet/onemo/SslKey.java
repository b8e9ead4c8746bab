package org.modemfleet.onemo;

/** The keys of AT+MSSLCFG that we use, in the order in which a context is set up. */
public enum SslKey {
    CERT("cert"),
    AUTH("auth"),
    IGNOREVERIFY("ignoreverify");

    private final String key;

    SslKey(String key) {
        this.key = key;
    }

    /** As on the wire. */
    public String key() {
        return key;
    }
}
