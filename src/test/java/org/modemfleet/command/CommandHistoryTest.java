package org.modemfleet.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.modemfleet.events.EncodedBytes;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.session.SessionException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;

class CommandHistoryTest extends CommandRig {

    @Autowired
    CommandRecords records;

    @Autowired
    Intents intents;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    RawCommands raw;

    @Test
    void aCommandIsQueuedBeforeAnythingIsSent() {
        String id = history.begin("m", 3, CommandKind.PUBLISH);

        assertThat(history.get("m", id)).extracting(CommandView::state, CommandView::connectId, CommandView::outcome,
                CommandView::epoch).containsExactly(CommandState.QUEUED, 3, null, null);
        history.running(id, 12);
        assertThat(history.get("m", id)).extracting(CommandView::state, CommandView::epoch)
                .containsExactly(CommandState.RUNNING, 12L);
    }

    @Test
    void whatIsSettledStaysAsItIs() {
        String id = history.begin("m", 0, CommandKind.PUBLISH);
        history.running(id, 1);
        AtTranscript at = new AtTranscript(List.of("AT+X"), List.of("OK"), List.of(), 1);

        assertThat(history.progress(id, CommandProgress.done(at))).isTrue();
        assertThat(history.progress(id, CommandProgress.notSent("late"))).isFalse();
        assertThat(history.get("m", id).state()).isEqualTo(CommandState.DONE);
    }

    @Test
    void aStartFindsWhatWasSentIndeterminateAndWhatWasNotNotSent() {
        String queued = history.begin("m", 0, CommandKind.CONNECT);
        String running = history.begin("m", 0, CommandKind.CONNECT);
        history.running(running, 1);
        String done = history.begin("m", 0, CommandKind.CONNECT);
        history.running(done, 1);
        history.progress(done, CommandProgress.done(new AtTranscript(List.of(), List.of(), List.of(), 0)));

        CommandHistory next = new CommandHistory(records, intents, transactions, InstantSource.system());

        assertThat(next.get("m", queued)).extracting(CommandView::state, CommandView::outcome, CommandView::detail)
                .containsExactly(CommandState.REFUSED, null, "the service was restarted before this was sent");
        assertThat(next.get("m", running)).extracting(CommandView::state, CommandView::outcome, CommandView::detail)
                .containsExactly(CommandState.INDETERMINATE, Outcome.INDETERMINATE, "the service ended while this command was under way, and was restarted");
        assertThat(next.get("m", running).at()).as("nobody knows what was sent").isNull();
        assertThat(next.get("m", done).state()).isEqualTo(CommandState.DONE);
    }

    @Test
    void pagesAreNewestFirstWithoutSeam() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.add(history.begin("m", 0, CommandKind.RAW));
            history.begin("nb", 0, CommandKind.RAW);
        }
        Collections.reverse(ids);
        List<String> seen = new ArrayList<>();
        String after = null;
        do {
            CommandHistory.Page page = history.list("m", after, 3);
            page.items().forEach(item -> seen.add(item.commandId()));
            after = page.next();
        } while (after != null);

        assertThat(seen).isEqualTo(ids);
        assertThatThrownBy(() -> history.list("m", "17", 3)).isInstanceOf(CommandException.BadCursor.class);
        assertThatThrownBy(() -> history.get("nb", ids.getFirst())).isInstanceOf(CommandException.UnknownCommand.class);
    }

    @Test
    void linesThatAreNoTextAreKeptByteForByte() {
        String id = history.begin("m", 0, CommandKind.READ);
        history.running(id, 1);
        Object binary = EncodedBytes.of(new byte[] {'+', 0, (byte) 0xFF});
        history.progress(id, CommandProgress.done(new AtTranscript(List.of("AT"), List.of(binary, "OK"), List.of(), 1)));

        assertThat(history.get("m", id).at().received()).containsExactly(
                Map.of("value", "KwD/", "encoding", "base64"), "OK");
    }

    @Test
    void anAnswerThatIsTooLongForTheDatabaseIsCutAndSaysSo() {
        String id = history.begin("m", 0, CommandKind.RAW);
        history.running(id, 1);
        List<Object> rows = Collections.nCopies(300, "x".repeat(8000));

        history.progress(id, CommandProgress.done(new AtTranscript(List.of("AT"), rows, List.of(), 1)));

        List<Object> kept = history.get("m", id).at().received();
        assertThat(kept).hasSizeLessThan(200);
        assertThat(kept.getLast()).isEqualTo("… " + (300 - (kept.size() - 1)) + " more lines");
    }

    @Test
    void aRawErrorIsAnAnswerAndARefusal() throws SessionException {
        module.answers("AT+MQTTDISC=1", "+CME ERROR: 602");

        RawCommands.Answer answer = raw.send("m", "AT+MQTTDISC=1", null, Duration.ofSeconds(5));

        assertThat(answer.rows()).isEmpty();
        assertThat(answer.finalResult()).isEqualTo("+CME ERROR: 602");
        assertThat(history.get("m", answer.commandId()))
                .extracting(CommandView::kind, CommandView::state, CommandView::cme, CommandView::connectId)
                .containsExactly(CommandKind.RAW, CommandState.REFUSED, 602, null);
        assertThat(module.synchronizedFor()).isNull();
    }

    @Test
    void aRawPasswordIsNotRemembered() throws SessionException {
        module.answers("AT+MQTTCONN=0,\"h\",1883,\"c\",\"u\",\"s3cret\"", "OK");

        String id = raw.send("m", "AT+MQTTCONN=0,\"h\",1883,\"c\",\"u\",\"s3cret\"", null, Duration.ofSeconds(5))
                .commandId();

        assertThat(history.get("m", id).toString()).contains("***").doesNotContain("s3cret");
    }

    @Test
    void afterALineThatTouchesTheLineTheSessionSynchronizesAnew() throws SessionException {
        module.answers("ATE1", "OK");

        raw.send("m", "ATE1", null, Duration.ofSeconds(5));

        assertThat(module.synchronizedFor()).contains("ATE1");
    }

    @Test
    void whatIsNoCommandLineIsNotSent() {
        for (String line : List.of("+CSQ", "", "A", "AT\r\nAT+CSQ", "AT+X\u0000", "AT" + "x".repeat(8191))) {
            assertThatThrownBy(() -> raw.send("m", line, null, Duration.ofSeconds(5)))
                    .as(line).isInstanceOfSatisfying(CommandException.Invalid.class, invalid -> assertThat(
                            invalid.errors().getFirst().field()).isEqualTo("command"));
        }
        assertThatThrownBy(() -> raw.send("m", "AT", null, Duration.ofMillis(99)))
                .isInstanceOfSatisfying(CommandException.Invalid.class,
                        invalid -> assertThat(invalid.errors().getFirst().field()).isEqualTo("timeoutMs"));
        module.assertDone(0);
    }
}
