package org.modemfleet.inbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the splits of publish URCs together, by module, connection, mid and topic. A module never interleaves the
 * splits of two messages of a connection, so one message at most is open on each.
 */
final class Assembly {

    /** Takes what the pieces make. */
    interface Sink {

        /** A message is whole, or will never be. */
        void message(InboxMessage message);

        /** The rest of its message is due. */
        void part(Piece piece);

        /** Parts of this connection up to this event are needed no more. */
        void settled(String module, int connectId, long epoch, long sequence);
    }

    private record Line(String module, int connectId) {}

    private final Map<Line, List<Piece>> open = new HashMap<>();

    /** Takes a piece of {@code publish}, in the order of the log. */
    void add(Piece piece, Sink sink) {
        Line line = new Line(piece.module(), piece.connectId());
        List<Piece> pieces = open.computeIfAbsent(line, _ -> new ArrayList<>());
        if (!pieces.isEmpty() && !(pieces.getFirst().continuedBy(piece)
                && length(pieces) + piece.payload().length <= piece.totalLength())) {
            giveUp(line, pieces, sink);
            pieces.clear();
        }
        pieces.add(piece);
        if (length(pieces) < piece.totalLength()) {
            sink.part(piece);
            return;
        }
        open.remove(line);
        sink.message(message(pieces, true));
        if (pieces.size() > 1) {
            sink.settled(line.module(), line.connectId(), piece.epoch(), piece.sequence());
        }
    }

    /** The module's line was broken: what is open stays incomplete. */
    void endEpoch(String module, Sink sink) {
        open.entrySet().removeIf(entry -> {
            boolean ends = entry.getKey().module().equals(module);
            if (ends) {
                giveUp(entry.getKey(), entry.getValue(), sink);
            }
            return ends;
        });
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Whether the last piece of an open message came before then. */
    boolean isOverdue(Instant then) {
        return open.values().stream().anyMatch(pieces -> pieces.getLast().receivedAt().isBefore(then));
    }

    /** Messages whose last piece came before then stay incomplete. */
    void giveUpBefore(Instant then, Sink sink) {
        open.entrySet().removeIf(entry -> {
            boolean overdue = entry.getValue().getLast().receivedAt().isBefore(then);
            if (overdue) {
                giveUp(entry.getKey(), entry.getValue(), sink);
            }
            return overdue;
        });
    }

    /** Forgets all, and begins with what was stored. */
    void restore(List<Piece> parts) {
        open.clear();
        parts.forEach(part ->
                open.computeIfAbsent(new Line(part.module(), part.connectId()), _ -> new ArrayList<>()).add(part));
    }

    private static void giveUp(Line line, List<Piece> pieces, Sink sink) {
        sink.message(message(pieces, false));
        sink.settled(line.module(), line.connectId(), pieces.getLast().epoch(), pieces.getLast().sequence());
    }

    private static int length(List<Piece> pieces) {
        return pieces.stream().mapToInt(piece -> piece.payload().length).sum();
    }

    private static InboxMessage message(List<Piece> pieces, boolean complete) {
        byte[] payload = new byte[length(pieces)];
        int at = 0;
        for (Piece piece : pieces) {
            System.arraycopy(piece.payload(), 0, payload, at, piece.payload().length);
            at += piece.payload().length;
        }
        return new InboxMessage(pieces.getFirst(), payload, complete);
    }
}
