package org.modemfleet.command.web;

import org.modemfleet.command.CommandException;
import org.modemfleet.onemo.SslId;

/** The ssl_id of a path: text that is none is a path that does not exist. */
final class PathSslId {

    private PathSslId() {}

    /** @throws CommandException.UnknownSslContext if it is not 0–5 */
    static SslId of(String module, String text) {
        if (text.length() == 1 && text.charAt(0) >= '0' && text.charAt(0) <= '5') {
            return new SslId(text.charAt(0) - '0');
        }
        throw new CommandException.UnknownSslContext(module, text);
    }
}
