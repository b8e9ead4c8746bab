package org.modemfleet.onemo;

import java.time.Duration;
import java.util.Optional;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * +MQTTPUB with the message behind a prompt, where it may hold any byte; the input format does not count.
 *
 * @param payload at least one byte, as a {@code <msg_len>} of 0 is refused or waits for Ctrl-Z
 * @param closesAfter the module ends data mode by itself after this time from the prompt
 */
public record PublishInDataMode(Publication publication, byte[] payload, Duration closesAfter)
        implements PublishCommand {

    @Override
    public String body() {
        return "+MQTTPUB=" + publication.parameters() + "," + payload.length;
    }

    @Override
    public Duration timeout() {
        return closesAfter.plus(Timeouts.BEHIND_DATA_MODE);
    }

    @Override
    public Optional<DataMode> dataMode() {
        return Optional.of(new DataMode(payload, closesAfter));
    }

    @Override
    public void check(ModelProfile profile, Check check) {
        publication.check(profile, check);
        if (profile.dataMode() == null) {
            check.unsupported("dataMode", profile.model() + " has no data mode");
        } else if (payload.length < 1 || payload.length > profile.dataMode().maxBytes()) {
            check.invalid("payload", payload.length + " bytes", "1-" + profile.dataMode().maxBytes()
                    + " bytes in data mode");
        }
    }
}
