package org.modemfleet.onemo;

import org.modemfleet.onemo.profile.ModelProfile;

/** +MQTTPUB with the message in the command line. */
public record PublishInline(Publication publication, InlineMessage message) implements PublishCommand {

    @Override
    public String body() {
        return "+MQTTPUB=" + publication.parameters() + "," + message.parameters();
    }

    @Override
    public void check(ModelProfile profile, Check check) {
        Check strings = new Check();
        publication.check(profile, strings);
        strings.into(check);
        Rules.number("inputFormat", "inputFormat", message.format().value(), profile, check);
        if (message.msgLen() > profile.messageBytes()) {
            check.invalid("payload", message.msgLen() + " bytes", "at most " + profile.messageBytes() + " bytes");
        }
        if (strings.passed()) {
            Rules.lineLength("payload", body(), profile, check);
        }
    }
}
