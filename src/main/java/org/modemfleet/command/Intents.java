package org.modemfleet.command;

import org.jspecify.annotations.Nullable;
import org.modemfleet.security.SecretBox;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Keeps intents in rows: as JSON, and sealed, for they hold passwords and payloads. */
@Component
class Intents {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SecretBox secrets;

    Intents(SecretBox secrets) {
        this.secrets = secrets;
    }

    String seal(String commandId, Intent intent) {
        return secrets.seal(JSON.writeValueAsString(intent), place(commandId));
    }

    /** Null for a kind of command that has no intent, and for one that was sealed with a key that is lost. */
    @Nullable Intent open(String commandId, CommandKind kind, String sealed) {
        Class<? extends Intent> form = switch (kind) {
            case CONNECT -> Intent.Connect.class;
            case DISCONNECT -> Intent.Disconnect.class;
            case SUBSCRIBE -> Intent.Subscribe.class;
            case UNSUBSCRIBE -> Intent.Unsubscribe.class;
            case CONFIGURE -> Intent.Configure.class;
            case PUBLISH -> Intent.Publish.class;
            case READ, TLS, RAW -> null;
        };
        return form == null ? null
                : secrets.open(sealed, place(commandId)).map(json -> JSON.readValue(json, form)).orElse(null);
    }

    private static String place(String commandId) {
        return "command/" + commandId;
    }
}
