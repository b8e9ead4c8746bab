package org.modemfleet.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A committed event.
 *
 * @param position its place in the whole log, ascending without holes; clients see it only inside the cursor
 * @param sequence its place within (module, epoch), from 1 without holes
 * @param json the CloudEvent as every reader gets it: encoded once, UTF-8
 */
public record StoredEvent(long position, String module, long epoch, long sequence, @Nullable Integer connectId,
        String type, Instant time, byte[] json) {}
