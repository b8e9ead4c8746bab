package org.modemfleet.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.modemfleet.channel.ChannelRig.get;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LanesTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    /** Has one waiter more in the lane before it returns, so that the order is known. */
    private static CompletableFuture<?> queue(ChannelRig peer, Lane lane, String body, List<Thread> waiting) {
        CompletableFuture<Object> result = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try (AtChannel.Turn turn = peer.channel.turn(lane)) {
                result.complete(turn.send(TestCommand.of(body)));
            } catch (ChannelException e) {
                result.completeExceptionally(e);
            }
        });
        waiting.add(thread);
        await().atMost(SOON).until(() -> thread.getState() == Thread.State.WAITING || result.isDone());
        return result;
    }

    private static void answer(ChannelRig peer, String... bodies) {
        for (String body : bodies) {
            peer.expects("AT" + body + "\r\n").sends("\r\nOK\r\n");
        }
    }

    @Test
    void serviceGoesFirstButOnlyEverySecondTurn() throws IOException {
        try (ChannelRig peer = ChannelRig.ready()) {
            List<Thread> waiting = new ArrayList<>();
            List<CompletableFuture<?>> all = new ArrayList<>();
            all.add(queue(peer, Lane.USER, "+FIRST", waiting));
            for (String user : List.of("+U1", "+U2")) {
                all.add(queue(peer, Lane.USER, user, waiting));
            }
            for (String service : List.of("+S1", "+S2", "+S3", "+S4")) {
                all.add(queue(peer, Lane.SERVICE, service, waiting));
            }
            answer(peer, "+FIRST", "+S1", "+U1", "+S2", "+U2", "+S3", "+S4");
            all.forEach(ChannelRig::get);
        }
    }

    @Test
    void aFullLaneIsBusyAndTheOtherIsNot() throws IOException {
        try (ChannelRig peer = new ChannelRig(2)) {
            List<Thread> waiting = new ArrayList<>();
            List<CompletableFuture<?>> all = new ArrayList<>();
            all.add(queue(peer, Lane.USER, "+U1", waiting));
            all.add(queue(peer, Lane.USER, "+U2", waiting));
            assertThatThrownBy(() -> peer.channel.turn(Lane.USER)).isInstanceOfSatisfying(ChannelException.Busy.class,
                    busy -> assertThat(busy.lane()).isEqualTo(Lane.USER));
            all.add(queue(peer, Lane.SERVICE, "+S1", waiting));
            peer.open();
            peer.expects(ChannelRig.PROBE).sends(ChannelRig.PROBE_ANSWER);
            answer(peer, "+S1", "+U1", "+U2");
            all.forEach(ChannelRig::get);
        }
    }

    @Test
    void whoIsInterruptedWhileWaitingLeavesTheQueue() throws IOException {
        try (ChannelRig peer = ChannelRig.ready()) {
            List<Thread> waiting = new ArrayList<>();
            CompletableFuture<?> first = queue(peer, Lane.USER, "+A", waiting);
            CompletableFuture<?> second = queue(peer, Lane.USER, "+B", waiting);
            CompletableFuture<?> third = queue(peer, Lane.USER, "+C", waiting);
            waiting.get(1).interrupt();
            assertThat(second).failsWithin(SOON).withThrowableThat()
                    .havingCause().isInstanceOf(ChannelException.Interrupted.class);
            answer(peer, "+A", "+C");
            get(first);
            get(third);
        }
    }

    @Test
    void anInterruptDoesNotTakeAnAnswerFromACommandThatWasSent() throws IOException {
        try (ChannelRig peer = ChannelRig.ready()) {
            List<Thread> waiting = new ArrayList<>();
            AtomicReference<Boolean> interrupted = new AtomicReference<>();
            CompletableFuture<Object> result = new CompletableFuture<>();
            Thread thread = Thread.ofVirtual().start(() -> {
                try (AtChannel.Turn turn = peer.channel.turn(Lane.USER)) {
                    result.complete(turn.send(TestCommand.of("+A")));
                    interrupted.set(Thread.currentThread().isInterrupted());
                } catch (ChannelException e) {
                    result.completeExceptionally(e);
                }
            });
            peer.expects("AT+A\r\n");
            thread.interrupt();
            CompletableFuture<?> next = queue(peer, Lane.USER, "+B", waiting);
            peer.sends("\r\nOK\r\n");
            get(result);
            answer(peer, "+B");
            get(next);
            await().atMost(SOON).until(() -> Boolean.TRUE.equals(interrupted.get()));
        }
    }

    @Test
    void closingRefusesAllWhoWait() throws IOException {
        ChannelRig peer = ChannelRig.ready();
        List<Thread> waiting = new ArrayList<>();
        CompletableFuture<?> first = queue(peer, Lane.USER, "+A", waiting);
        CompletableFuture<?> second = queue(peer, Lane.SERVICE, "+B", waiting);
        peer.expects("AT+A\r\n");
        peer.channel.close();
        peer.channel.close();
        assertThat(get(first).toString()).contains("LINK_LOST");
        assertThat(second).failsWithin(SOON).withThrowableThat()
                .havingCause().isInstanceOf(ChannelException.Closed.class);
        assertThat(peer.heard).containsExactly("state CLOSED", "closed");
    }
}
