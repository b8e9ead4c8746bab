package org.modemfleet.proof;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** A transcript against the openings of a line, one after the other: the same bytes, but for those in a socket at a hang-up. */
final class Openings {

    /** As much as a socket may hold of this traffic. */
    private static final int MOST_LOST = 4_096;

    private Openings() {}

    /**
     * @param openings what went over the line in each opening
     * @param written whether the bytes were written by the keeper of the transcript, who then may have written more than ever went over the
     *     line; else he may have read less
     * @return how many bytes of the one are not in the other; empty if they do not agree otherwise
     */
    static OptionalInt lost(byte[] transcript, List<byte[]> openings, boolean written) {
        List<byte[]> lines = openings.stream().filter(line -> line.length > 0).toList();
        int lost = written ? ofWriter(transcript, 0, lines) : ofReader(transcript, 0, lines);
        return lost < 0 ? OptionalInt.empty() : OptionalInt.of(lost);
    }

    private static int ofReader(byte[] transcript, int from, List<byte[]> lines) {
        if (lines.isEmpty()) {
            return from == transcript.length ? 0 : -1;
        }
        byte[] line = lines.getFirst();
        int alike = alike(line, transcript, from);
        for (int read = alike; read >= Math.max(0, line.length - MOST_LOST); read--) {
            int rest = ofReader(transcript, from + read, lines.subList(1, lines.size()));
            if (rest >= 0) {
                return line.length - read + rest;
            }
        }
        return -1;
    }

    private static int ofWriter(byte[] transcript, int from, List<byte[]> lines) {
        if (lines.isEmpty()) {
            return transcript.length - from <= MOST_LOST ? transcript.length - from : -1;
        }
        byte[] line = lines.getFirst();
        for (int unseen = 0; unseen <= Math.min(MOST_LOST, transcript.length - from); unseen++) {
            if (alike(line, transcript, from + unseen) == line.length) {
                int rest = ofWriter(transcript, from + unseen + line.length, lines.subList(1, lines.size()));
                if (rest >= 0) {
                    return unseen + rest;
                }
            }
        }
        return -1;
    }

    private static int alike(byte[] line, byte[] transcript, int from) {
        int most = Math.min(line.length, transcript.length - from);
        int mismatch = Arrays.mismatch(line, 0, most, transcript, from, from + most);
        return mismatch < 0 ? most : mismatch;
    }
}
