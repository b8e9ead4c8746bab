package org.modemfleet.onemo;

import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtFields;
import org.modemfleet.at.AtString;

/**
 * A key of AT+MSSLCFG with its values (SSL manual 3.1).
 *
 * <pre>
 * "cert",&lt;ssl_id>,"&lt;ca>"[,"&lt;cert>","&lt;key>"]   names of files; an empty name is none
 * "auth",&lt;ssl_id>,&lt;0|1|2>                    nobody is checked, the server is, both sides are
 * "ignoreverify",&lt;ssl_id>,&lt;0|1>              1: whatever the check finds
 * </pre>
 */
public sealed interface SslSetting {

    SslKey key();

    /** The values as they stand in a command, such as {@code "ca.pem"}. */
    String toParameters();

    /**
     * Which files the context uses.
     *
     * @param ca those who may have signed the server's certificate
     * @param certificate our own, with those that signed it
     * @param privateKey that of our certificate
     */
    record Files(String ca, String certificate, String privateKey) implements SslSetting {

        public static final Files NONE = new Files("", "", "");

        @Override
        public SslKey key() {
            return SslKey.CERT;
        }

        /** With a CA alone in the short form, which is the one that is known to work on modules. */
        @Override
        public String toParameters() {
            boolean caAlone = !ca.isEmpty() && certificate.isEmpty() && privateKey.isEmpty();
            return caAlone ? AtString.quoted(ca)
                    : AtString.quoted(ca) + "," + AtString.quoted(certificate) + "," + AtString.quoted(privateKey);
        }
    }

    /** @param mode 0 nobody is checked, 1 the server is, 2 both sides are */
    record Auth(int mode) implements SslSetting {
        @Override
        public SslKey key() {
            return SslKey.AUTH;
        }

        @Override
        public String toParameters() {
            return Integer.toString(mode);
        }
    }

    /** @param flag 1: the server may be anybody, whatever {@code auth} says */
    record IgnoreVerify(int flag) implements SslSetting {
        @Override
        public SslKey key() {
            return SslKey.IGNOREVERIFY;
        }

        @Override
        public String toParameters() {
            return Integer.toString(flag);
        }
    }

    /** Reads what stands behind {@code <ssl_id>} in a row; files that were never named may be left out. */
    static SslSetting parse(SslKey key, AtFields values) throws AtDecodingException {
        return switch (key) {
            case CERT -> new Files(name(values), name(values), name(values));
            case AUTH -> new Auth(values.integer());
            case IGNOREVERIFY -> new IgnoreVerify(values.integer());
        };
    }

    private static String name(AtFields values) throws AtDecodingException {
        return values.hasNext() ? values.text() : "";
    }
}
