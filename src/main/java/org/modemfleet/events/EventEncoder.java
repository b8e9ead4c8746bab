package org.modemfleet.events;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * CloudEvents 1.0 in the JSON event format, written once per event. All that does not depend on the event's place is
 * encoded on the caller's thread, so that the writer only joins bytes, and what cannot be encoded fails its caller.
 */
final class EventEncoder {

    /** Far above the largest event a module can cause, and below what one column holds in every database. */
    static final int MAX_SIZE = 1_000_000;

    private static final int MAX_TYPE = 128;
    private static final Pattern MODULE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final byte[] BEGIN = ascii("{\"specversion\":\"1.0\",\"id\":\"");
    private static final byte[] DATA = ascii(",\"datacontenttype\":\"application/json\",\"data\":");

    private final JsonMapper mapper;

    EventEncoder(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** @throws IllegalArgumentException if the draft cannot be written as JSON, or is too large */
    EncodedDraft encode(EventDraft draft) {
        if (!MODULE.matcher(draft.module()).matches() || draft.type().length() > MAX_TYPE) {
            throw new IllegalArgumentException("module '" + draft.module() + "', type '" + draft.type() + "'");
        }
        EventDraft exact = new EventDraft(draft.module(), draft.epoch(), draft.connectId(), draft.type(),
                draft.time().truncatedTo(ChronoUnit.MICROS), draft.data());
        byte[] attributes = json(generator -> writeAttributes(generator, exact));
        byte[] data = json(generator -> writeMap(generator, exact.data()));
        if (data.length > MAX_SIZE) {
            throw new IllegalArgumentException("an event of " + data.length + " bytes; at most " + MAX_SIZE);
        }
        return new EncodedDraft(exact, attributes, data);
    }

    /** A gap event of the log itself, which no module has told and nothing stores. */
    StoredEvent expired(long after, long tail, Instant time, Cursor cursor) {
        byte[] json = json(generator -> {
            generator.writeStartObject();
            generator.writeStringProperty("specversion", "1.0");
            generator.writeStringProperty("id", "expired/" + after + "/" + tail);
            generator.writeStringProperty("source", "/events");
            generator.writeStringProperty("type", EventTypes.GAP);
            generator.writeStringProperty("time", time.truncatedTo(ChronoUnit.MICROS).toString());
            generator.writeStringProperty("cursor", cursor.encode(tail));
            generator.writeStringProperty("datacontenttype", "application/json");
            generator.writeName("data");
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("reason", "expired");
            data.put("missing", tail - after);
            writeMap(generator, data);
            generator.writeEndObject();
        });
        return new StoredEvent(tail, "", 0, 0, null, EventTypes.GAP, time, json);
    }

    private static void writeAttributes(JsonGenerator generator, EventDraft draft) {
        generator.writeStartObject();
        generator.writeStringProperty("source", "/modules/" + draft.module());
        if (draft.connectId() != null) {
            generator.writeStringProperty("subject", "mqtt/" + draft.connectId());
        }
        generator.writeStringProperty("type", draft.type());
        generator.writeStringProperty("time", draft.time().toString());
        generator.writeEndObject();
    }

    private static void writeMap(JsonGenerator generator, Map<?, ?> map) {
        generator.writeStartObject();
        map.forEach((name, value) -> writeProperty(generator, name.toString(), value));
        generator.writeEndObject();
    }

    private static void writeProperty(JsonGenerator generator, String name, @Nullable Object value) {
        if (value instanceof byte[] bytes) {
            EncodedBytes encoded = EncodedBytes.of(bytes);
            generator.writeStringProperty(name, encoded.value());
            generator.writeStringProperty(name + "Encoding", encoded.encoding());
        } else if (value instanceof Collection<?> list && !list.isEmpty() && list.stream().allMatch(byte[].class::isInstance)) {
            writeByteArrays(generator, name, list.stream().map(byte[].class::cast).toList());
        } else {
            generator.writeName(name);
            writeValue(generator, value);
        }
    }

    /** A list of byte strings has one encoding: text if all are text. */
    private static void writeByteArrays(JsonGenerator generator, String name, Collection<byte[]> list) {
        boolean text = list.stream().allMatch(bytes -> EncodedBytes.of(bytes).encoding().equals("text"));
        generator.writeName(name);
        generator.writeStartArray();
        list.forEach(bytes -> generator.writeString(
                (text ? EncodedBytes.of(bytes) : EncodedBytes.base64(bytes)).value()));
        generator.writeEndArray();
        generator.writeStringProperty(name + "Encoding", text ? "text" : "base64");
    }

    private static void writeValue(JsonGenerator generator, @Nullable Object value) {
        switch (value) {
            case null -> generator.writeNull();
            case String text -> generator.writeString(text);
            case Integer number -> generator.writeNumber(number);
            case Long number -> generator.writeNumber(number);
            case Boolean flag -> generator.writeBoolean(flag);
            case Instant time -> generator.writeString(time.toString());
            case byte[] _ -> throw new IllegalArgumentException("bytes without a name of their own");
            case Map<?, ?> map -> writeMap(generator, map);
            case Collection<?> list -> {
                generator.writeStartArray();
                list.forEach(element -> writeValue(generator, element));
                generator.writeEndArray();
            }
            default -> generator.writePOJO(value);
        }
    }

    private byte[] json(Consumer<JsonGenerator> body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = mapper.createGenerator(bytes)) {
            body.accept(generator);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
        return bytes.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * A draft that lacks only its place.
     *
     * @param attributes a JSON object: source, subject, type, time
     * @param data a JSON object
     */
    record EncodedDraft(EventDraft draft, byte[] attributes, byte[] data) {

        EncodedDraft in(long epoch) {
            return epoch == draft.epoch() ? this : new EncodedDraft(draft.in(epoch), attributes, data);
        }

        StoredEvent place(long position, long sequence, Cursor cursor) {
            byte[] id = ascii(draft.module() + "/" + draft.epoch() + "/" + sequence + "\",");
            byte[] place = ascii(",\"sequence\":\"" + sequence + "\",\"cursor\":\"" + cursor.encode(position) + "\"");
            // without the braces of the attributes; the last brace closes the event
            int length = BEGIN.length + id.length + attributes.length - 2 + place.length + DATA.length + data.length + 1;
            byte[] json = Arrays.copyOf(BEGIN, length);
            int end = put(json, BEGIN.length, id, 0, id.length);
            end = put(json, end, attributes, 1, attributes.length - 2);
            end = put(json, end, place, 0, place.length);
            end = put(json, end, DATA, 0, DATA.length);
            end = put(json, end, data, 0, data.length);
            json[end] = '}';
            return new StoredEvent(position, draft.module(), draft.epoch(), sequence, draft.connectId(), draft.type(),
                    draft.time(), json);
        }

        private static int put(byte[] target, int at, byte[] source, int from, int length) {
            System.arraycopy(source, from, target, at, length);
            return at + length;
        }
    }
}
