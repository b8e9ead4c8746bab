package org.modemfleet.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssemblyTest {

    private final List<InboxMessage> messages = new ArrayList<>();
    private final List<Piece> parts = new ArrayList<>();
    private final List<Long> settled = new ArrayList<>();
    private final Assembly assembly = new Assembly();
    private final Assembly.Sink sink = new Assembly.Sink() {
        @Override
        public void message(InboxMessage message) {
            messages.add(message);
        }

        @Override
        public void part(Piece piece) {
            parts.add(piece);
        }

        @Override
        public void settled(String module, int connectId, long epoch, long sequence) {
            settled.add(sequence);
        }
    };

    private static Piece piece(long sequence, int connectId, int mid, String topic, int total, String payload) {
        return new Piece("m", 1, sequence, connectId, mid, topic, total, payload.getBytes(StandardCharsets.UTF_8),
                InboxMessage.VIA_PUBLISH, Instant.EPOCH);
    }

    private void add(Piece... pieces) {
        for (Piece piece : pieces) {
            assembly.add(piece, sink);
        }
    }

    private List<String> payloads() {
        return messages.stream().map(m -> new String(m.payload(), StandardCharsets.UTF_8)).toList();
    }

    @Test
    void aMessageInOnePieceIsWholeAtOnce() {
        add(piece(1, 0, 2, "world", 5, "12345"), piece(2, 0, 0, "empty", 0, ""));
        assertThat(payloads()).containsExactly("12345", "");
        assertThat(messages).allMatch(InboxMessage::complete);
        assertThat(settled).isEmpty();
    }

    @Test
    void splitsAreOneMessageWithTheSequenceOfTheFirst() {
        add(piece(4, 0, 7, "t", 6, "ab"), piece(5, 1, 7, "t", 2, "xy"), piece(6, 0, 7, "t", 6, "cd"));
        assertThat(payloads()).containsExactly("xy");
        add(piece(7, 0, 7, "t", 6, "ef"));
        assertThat(payloads()).containsExactly("xy", "abcdef");
        assertThat(messages.getLast().sequence()).isEqualTo(4);
        assertThat(settled).containsExactly(7L);
    }

    @Test
    void consecutiveMessagesOfQosZeroAreToldApartByTheirLength() {
        add(piece(1, 0, 0, "t", 4, "ab"), piece(2, 0, 0, "t", 4, "cd"),
                piece(3, 0, 0, "t", 4, "ef"), piece(4, 0, 0, "t", 4, "gh"));
        assertThat(payloads()).containsExactly("abcd", "efgh");
    }

    @Test
    void anotherMessageGivesUpTheOneWhoseSplitWasLost() {
        add(piece(1, 0, 3, "t", 6, "ab"), piece(2, 0, 4, "t", 1, "z"));
        assertThat(payloads()).containsExactly("ab", "z");
        assertThat(messages).extracting(InboxMessage::complete).containsExactly(false, true);
        assertThat(messages.getFirst().totalLength()).isEqualTo(6);
        assertThat(settled).containsExactly(1L);
    }

    @Test
    void theEndOfAnEpochGivesUpWhatIsOpen() {
        add(piece(1, 0, 3, "t", 6, "ab"));
        assembly.endEpoch("other", sink);
        assertThat(messages).isEmpty();
        assembly.endEpoch("m", sink);
        assertThat(payloads()).containsExactly("ab");
        assertThat(messages).noneMatch(InboxMessage::complete);
    }

    @Test
    void goesOnWithTheStoredParts() {
        assembly.restore(List.of(piece(1, 0, 3, "t", 6, "ab"), piece(2, 0, 3, "t", 6, "cd")));
        add(piece(3, 0, 3, "t", 6, "ef"));
        assertThat(payloads()).containsExactly("abcdef");
    }
}
