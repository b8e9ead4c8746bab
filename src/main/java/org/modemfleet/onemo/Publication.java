package org.modemfleet.onemo;

import org.modemfleet.at.AtString;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * What is published, without the message.
 *
 * @param qos 0–2
 * @param retain 0–1
 * @param dup 1 for a message that the user sends again
 */
public record Publication(ConnectId connectId, String topic, int qos, int retain, int dup) {

    /** The parameters before {@code <msg_len>}. */
    String parameters() {
        return connectId + "," + AtString.quoted(topic) + "," + qos + "," + retain + "," + dup;
    }

    void check(ModelProfile profile, Check check) {
        Rules.connectId(connectId, profile, check);
        Rules.topicName("topic", topic, profile, check);
        Rules.number("qos", "qos", qos, profile, check);
        Rules.number("retain", "retain", retain, profile, check);
        Rules.number("dup", "dup", dup, profile, check);
    }
}
