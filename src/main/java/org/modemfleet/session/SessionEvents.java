package org.modemfleet.session;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.modemfleet.at.AtExchange;
import org.modemfleet.at.AtLine;
import org.modemfleet.events.EncodedBytes;
import org.modemfleet.events.EventDraft;
import org.modemfleet.events.EventTypes;
import org.modemfleet.onemo.CachedMessage;
import org.modemfleet.onemo.ModuleUrc;
import org.modemfleet.onemo.MqttUrc;
import org.modemfleet.onemo.UnknownUrc;
import org.modemfleet.onemo.Urc;

/** What a session writes into the event log: the manual's fields in camelCase and the line as received. */
final class SessionEvents {

    private final String moduleId;

    SessionEvents(String moduleId) {
        this.moduleId = moduleId;
    }

    EventDraft urc(long epoch, Urc urc, AtLine line, Instant at) {
        Map<String, Object> data = switch (urc) {
            case MqttUrc mqtt -> mqtt(mqtt);
            case ModuleUrc module -> module(module);
            case UnknownUrc _ -> new LinkedHashMap<>();
        };
        data.put("raw", line.bytes());
        Integer connectId = urc instanceof MqttUrc mqtt ? mqtt.connectId().value() : null;
        return new EventDraft(moduleId, epoch, connectId, EventTypes.URC_PREFIX + urc.name(), at, data);
    }

    EventDraft state(long epoch, SessionState from, SessionState to, String cause, Instant at) {
        return new EventDraft(moduleId, epoch, null, EventTypes.MODULE_STATE, at,
                fields("from", lower(from), "to", lower(to), "cause", cause));
    }

    EventDraft identityMismatch(long epoch, IdentityMismatch mismatch, Instant at) {
        return new EventDraft(moduleId, epoch, null, EventTypes.IDENTITY_MISMATCH, at,
                fields("expected", mismatch.expected(), "answered", mismatch.answered()));
    }

    /** A row of MQTTREAD. */
    EventDraft read(long epoch, CachedMessage message, AtLine row, Instant at) {
        int id = message.connectId().value();
        return new EventDraft(moduleId, epoch, id, EventTypes.MESSAGE_READ, at,
                fields("connectId", id, "mid", message.mid(), "topic", message.topic(),
                        "payloadLen", message.payload().length, "payload", message.payload(), "raw", row.bytes()));
    }

    EventDraft late(long epoch, AtExchange exchange, Instant at) {
        List<Object> rows = exchange.rows().stream().map(SessionEvents::lossless).toList();
        Map<String, Object> data = fields("command", exchange.sent(), "rows", rows);
        if (exchange.result() != null) {
            data.put("final", exchange.result().wire());
        }
        return new EventDraft(moduleId, epoch, null, EventTypes.COMMAND_LATE, at, data);
    }

    /** Text as it is, other bytes as an object that tells its encoding. */
    private static Object lossless(AtLine line) {
        EncodedBytes encoded = EncodedBytes.of(line.bytes());
        return encoded.encoding().equals("text") ? encoded.value() : encoded;
    }

    private static Map<String, Object> mqtt(MqttUrc urc) {
        int id = urc.connectId().value();
        return switch (urc) {
            case MqttUrc.Conn conn -> fields("connectId", id, "connState", conn.state());
            case MqttUrc.SubAck ack -> fields("connectId", id, "mid", ack.mid(), "codes", ack.codes());
            case MqttUrc.UnsubAck ack -> fields("connectId", id, "mid", ack.mid());
            case MqttUrc.PubAck ack -> fields("connectId", id, "mid", ack.mid(), "dup", ack.dup());
            case MqttUrc.PubRec rec -> fields("connectId", id, "mid", rec.mid(), "dup", rec.dup());
            case MqttUrc.PubComp comp -> fields("connectId", id, "mid", comp.mid(), "dup", comp.dup());
            case MqttUrc.Timeout timeout -> fields("connectId", id, "mid", timeout.mid());
            case MqttUrc.Publish publish -> fields("connectId", id, "mid", publish.mid(), "topic", publish.topic(),
                    "totalLen", publish.totalLen(), "payloadLen", publish.payloadLen(),
                    "payload", publish.payload());
            case MqttUrc.PubNmi nmi -> fields("connectId", id, "mid", nmi.mid(), "dataLen", nmi.dataLen());
            case MqttUrc.Drop drop -> fields("connectId", id, "droppedLength", drop.droppedLength());
            case MqttUrc.PingResp ping -> fields("connectId", id, "pingRet", ping.pingRet());
        };
    }

    private static Map<String, Object> module(ModuleUrc urc) {
        return switch (urc) {
            case ModuleUrc.Ready _ -> new LinkedHashMap<>();
            case ModuleUrc.Registration registration -> fields("stat", registration.stat());
            case ModuleUrc.PdpState pdp -> fields("cid", pdp.cid(), "state", pdp.up() ? 1 : 0);
            case ModuleUrc.GoingDown down -> fields("text", down.text());
        };
    }

    /** The module had no room for a message: it is lost, although the broker was told that it had arrived. */
    EventDraft lostInCache(long epoch, MqttUrc.Drop drop, Instant at) {
        int connection = drop.connectId().value();
        return new EventDraft(moduleId, epoch, connection, EventTypes.GAP, at,
                fields("reason", "cache-full", "connectId", connection, "droppedLength", drop.droppedLength()));
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }
}
