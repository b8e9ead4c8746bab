package org.modemfleet.command;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.profile.ModelProfile;
import org.springframework.stereotype.Component;

/** How long the URC may take that settles a command. After that the module is asked: a URC can be lost on the line. */
@Component
class UrcPatience {

    private static final Duration MARGIN = Duration.ofSeconds(5);

    /** The longest {@code retrans} (manual 3.1): 60 s x (2^4 - 1). */
    private static final Duration RETRANSMISSIONS = Duration.ofSeconds(900);

    /** Null for a command that no query tells of, or that no URC settles. */
    @Nullable Duration of(CommandKind kind, ModelProfile profile) {
        return switch (kind) {
            case CONNECT -> MARGIN.plusSeconds(profile.timers().connackSeconds());
            case DISCONNECT -> MARGIN;
            case SUBSCRIBE, UNSUBSCRIBE -> MARGIN.plus(RETRANSMISSIONS);
            case CONFIGURE, PUBLISH, READ, TLS, RAW -> null;
        };
    }
}
