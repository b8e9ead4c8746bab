package org.modemfleet.onemo;

import java.util.Optional;

/**
 * A message as it is typed into the command line, in one of the input formats. It is the one string that may hold bare
 * quotes: {@code <msg_len>} says where it ends. It never holds a control character, so the line does not end early.
 *
 * @param msgLen {@code <msg_len>}: bytes as typed, of hex input bytes as decoded
 * @param typed what stands between the quotes
 */
public record InlineMessage(InputFormat format, int msgLen, String typed) {

    public InlineMessage {
        if (typed.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a control character in an inline message");
        }
    }

    /** How this payload is typed in this format; empty if the format cannot express it. */
    public static Optional<InlineMessage> of(InputFormat format, byte[] payload) {
        return switch (format) {
            case TEXT -> Escapes.utf8(payload).filter(text -> text.chars().noneMatch(Character::isISOControl))
                    .map(text -> new InlineMessage(format, payload.length, text));
            case HEX -> Optional.of(new InlineMessage(format, payload.length, Hex.of(payload)));
            case ESCAPED -> {
                String typed = Escapes.escape(payload);
                yield Optional.of(new InlineMessage(format, Rules.bytes(typed), typed));
            }
        };
    }

    String parameters() {
        return msgLen + ",\"" + typed + '"';
    }
}
