package org.modemfleet.events;

import java.util.List;

/**
 * What a reader gets at once.
 *
 * @param events oldest first
 * @param next the position to go on from: behind the last of the events, and behind those that the filter passed over
 */
public record EventPage(List<StoredEvent> events, long next) {}
