package org.modemfleet.session;

import java.time.Duration;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.channel.AtChannel;
import org.modemfleet.onemo.SettledByUrc;

/** A turn on an attachment's line. */
record LiveTurn(Attachment attached, AtChannel.Turn line, Duration queued) implements ModuleSession.Turn {

    @Override
    public <R> AtOutcome<R> send(AtCommand<R> command) throws SessionException {
        return attached.send(line, command);
    }

    @Override
    public <R, C extends AtCommand<R> & SettledByUrc<R>> Settling<R> sendSettled(C command)
            throws SessionException {
        return attached.sendSettled(line, command);
    }
}
