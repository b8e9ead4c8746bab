package org.modemfleet.command.web;

import org.modemfleet.command.CommandException;
import org.modemfleet.onemo.ConnectId;

/** The connect_id of a path: text that is none is a path that does not exist. */
final class PathConnectId {

    private PathConnectId() {}

    /** @throws CommandException.UnknownConnection if it is not 0–5 */
    static ConnectId of(String module, String text) {
        if (text.length() == 1 && text.charAt(0) >= '0' && text.charAt(0) <= '5') {
            return new ConnectId(text.charAt(0) - '0');
        }
        throw new CommandException.UnknownConnection(module, text);
    }
}
