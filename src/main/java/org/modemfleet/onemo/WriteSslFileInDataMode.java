package org.modemfleet.onemo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * +MSSLCERTWR, +MSSLKEYWR with the file behind a prompt: its bytes and not one more, be it a line end.
 *
 * @param closesAfter the module ends data mode by itself after this time from the prompt
 */
public record WriteSslFileInDataMode(SslFile file, Duration closesAfter) implements WriteSslFile {

    @Override
    public String body() {
        return file.kind().command() + "=\"" + file.name() + "\",0," + payload().length;
    }

    private byte[] payload() {
        return file.pem().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Duration timeout() {
        return closesAfter.plus(Timeouts.FILE_WRITE);
    }

    @Override
    public Optional<DataMode> dataMode() {
        return Optional.of(new DataMode(payload(), closesAfter));
    }

    /** A private key. */
    @Override
    public boolean isDataSecret() {
        return file.isSecret();
    }

    @Override
    public void check(ModelProfile profile, Check check) {
        Rules.ssl(profile, check);
        if (profile.dataMode() == null) {
            check.unsupported("dataMode", profile.model() + " has no data mode");
        }
    }
}
