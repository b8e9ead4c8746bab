package org.modemfleet.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modemfleet.channel.ChannelRig.PROBE;
import static org.modemfleet.channel.ChannelRig.PROBE_ANSWER;
import static org.modemfleet.channel.ChannelRig.get;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.at.AtOutcome;

/** A command that may have opened data mode keeps the line shut: what is sent then would be published. */
class DataModeTest {

    private static final TestCommand PUBLISH = TestCommand.withData("+PUB=4", "data");
    /** From the time-out until data mode is over, if no prompt was seen. */
    private static final Duration HOLD = TestCommand.CLOSES_AFTER.plus(ChannelTiming.DATA_MODE_MARGIN)
            .minus(TestCommand.TIMEOUT);

    private ChannelRig peer;

    @BeforeEach
    void open() throws IOException {
        peer = ChannelRig.ready();
    }

    @AfterEach
    void close() {
        peer.close();
    }

    private void timeOut(String before) {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(PUBLISH);
        peer.expects("AT+PUB=4\r\n").sends(before).passes(TestCommand.TIMEOUT);
        assertThat(get(sent)).isInstanceOf(AtOutcome.Indeterminate.class);
    }

    @Test
    void aLostPromptKeepsTheLineShutUntilDataModeIsOver() {
        timeOut("");
        peer.passes(HOLD.minusMillis(1));
        assertThat(peer.written()).isEmpty();
        peer.passes(Duration.ofMillis(1)).expects(PROBE).sends(PROBE_ANSWER);
        assertThat(peer.channel.state()).isEqualTo(ChannelState.READY);
    }

    @Test
    void aLatePromptGetsNoPayloadAndKeepsTheLineShutLonger() {
        timeOut("");
        peer.passes(Duration.ofSeconds(4)).sends("\r\n> ").passes(Duration.ofSeconds(10));
        assertThat(peer.written()).isEmpty();
        peer.passes(ChannelTiming.DATA_MODE_MARGIN).expects(PROBE);
    }

    @Test
    void aPromptBehindTheProbeShutsTheLineAgain() {
        timeOut("");
        peer.passes(HOLD).expects(PROBE).sends("\r\n>").passes(Duration.ofSeconds(10));
        assertThat(peer.written()).isEmpty();
        peer.passes(ChannelTiming.DATA_MODE_MARGIN).expects("AT+CFUN?\r\n");
    }

    @Test
    void theLateFinalResultOpensTheLine() {
        timeOut("");
        peer.passes(Duration.ofSeconds(1)).sends("\r\n+CME ERROR: 601\r\n").expects(PROBE).sends(PROBE_ANSWER);
        assertThat(peer.heard).containsExactly("state RESYNCHRONIZING", "late AT+PUB=4 [] +CME ERROR: 601",
                "state READY");
    }

    @Test
    void payloadBytesThatWereLostKeepTheLineShutToo() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(PUBLISH);
        peer.expects("AT+PUB=4\r\n").passes(Duration.ofSeconds(3)).sends("\r\n>").expects("data")
                .passes(Duration.ofSeconds(2));
        assertThat(get(sent)).isInstanceOf(AtOutcome.Indeterminate.class);
        peer.passes(Duration.ofSeconds(8));
        assertThat(peer.written()).isEmpty();
        peer.passes(ChannelTiming.DATA_MODE_MARGIN).expects(PROBE);
    }

    @Test
    void aPromptBehindALineThatCouldNotBeDelimitedIsNotTrusted() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(PUBLISH);
        peer.expects("AT+PUB=4\r\n").sends("\r\n+DATA: 0,2,abc\r\n\r\n>").sends("\r\n+CME ERROR: 602\r\n");
        assertThat(get(sent)).isInstanceOf(AtOutcome.Refused.class);
        peer.expects(PROBE);
    }

    @Test
    void aPromptThatNoCommandDeclaredKeepsTheLineShut() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(TestCommand.of("+WHAT"));
        peer.expects("AT+WHAT\r\n").sends("\r\n> ").passes(TestCommand.TIMEOUT);
        assertThat(get(sent)).isInstanceOf(AtOutcome.Indeterminate.class);
        peer.passes(ChannelTiming.SURPRISING_DATA_MODE);
        assertThat(peer.written()).isEmpty();
        peer.passes(ChannelTiming.DATA_MODE_MARGIN).expects(PROBE);
    }

    @Test
    void aResetEndsDataMode() {
        timeOut("\r\n>data");
        peer.forgetWritten();
        peer.channel.moduleReset("+BOOT");
        peer.expects(PROBE).sends(PROBE_ANSWER);
        assertThat(peer.channel.state()).isEqualTo(ChannelState.READY);
    }
}
