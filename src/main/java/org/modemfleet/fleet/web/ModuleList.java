package org.modemfleet.fleet.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.fleet.FleetException;

/** A page of modules by id. Its cursor is the last id, in a spelling that nobody takes for one. */
@Schema(name = "ModuleList")
record ModuleList(List<ModuleResource> items,
        @Schema(description = "The `after` of the next page; null on the last.", example = "c2ltLTM")
        @Nullable String next) {

    /** @param items one more than the limit if there is another page */
    static ModuleList page(List<ModuleResource> items, int limit) {
        if (items.size() <= limit) {
            return new ModuleList(items, null);
        }
        List<ModuleResource> page = items.subList(0, limit);
        return new ModuleList(page, cursor(page.getLast().id()));
    }

    private static String cursor(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws FleetException.BadCursor if it is none of ours */
    static @Nullable String idOf(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            byte[] id = Base64.getUrlDecoder().decode(cursor);
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(id)).toString();
            if (text.matches("[a-z0-9-]{1,64}") && cursor(text).equals(cursor)) {
                return text;
            }
        } catch (IllegalArgumentException | CharacterCodingException notBase64) {
            throw new FleetException.BadCursor(cursor);
        }
        throw new FleetException.BadCursor(cursor);
    }
}
