package org.modemfleet.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtExchange;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.link.Link;
import org.modemfleet.link.memory.MemoryLink;
import org.modemfleet.testsupport.ToyGrammar;

/** Many threads, real time, a link with its own threads: every answer is its own. */
class ManySendersTest implements ChannelListener {

    private static final int SENDERS = 50;
    private static final int COMMANDS = 60;

    private final List<String> urcs = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<String> closed = new CompletableFuture<>();

    /** Answers {@code AT+ECHO=<token>} and probes, and prints a URC before every answer. */
    private static final class Echo implements Link.Listener {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final CompletableFuture<Link> link = new CompletableFuture<>();
        private final AtomicInteger urcs = new AtomicInteger();

        @Override
        public void received(byte[] bytes) {
            for (byte b : bytes) {
                if (b == '\n') {
                    answer(line.toString(StandardCharsets.US_ASCII).strip());
                    line.reset();
                } else {
                    line.write(b);
                }
            }
        }

        private void answer(String command) {
            String row = command.endsWith("?") ? command.substring(2).replace("?", ": 1")
                    : command.substring(2).replace("=", ": ");
            String text = "\r\n+EVENT: " + urcs.getAndIncrement() + "\r\n\r\n" + row + "\r\n\r\nOK\r\n";
            try {
                link.join().write(text.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void closed(@Nullable IOException cause) {
            line.reset();
        }
    }

    @Test
    void everyAnswerIsItsOwn() throws Exception {
        Echo module = new Echo();
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        AtChannel channel = new AtChannel("many", new ToyGrammar(), this, ChannelSettings.of(scheduler));
        channel.open(listener -> {
            MemoryLink.Pair pair = MemoryLink.pair(listener, module, 7);
            module.link.complete(pair.right());
            return pair.left();
        });
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int sender = 0; sender < SENDERS; sender++) {
                int number = sender;
                all.add(senders.submit(() -> converse(channel, number)));
            }
            for (Future<Integer> each : all) {
                assertThat(each.get(60, TimeUnit.SECONDS)).isEqualTo(COMMANDS);
            }
        }
        assertThat(urcs).hasSize(module.urcs.get());
        assertThat(urcs.getLast()).isEqualTo("+EVENT: " + (module.urcs.get() - 1));
        channel.close();
        assertThat(closed.get(5, TimeUnit.SECONDS)).isEqualTo("null");
        scheduler.shutdown();
    }

    private static int converse(AtChannel channel, int number) throws ChannelException {
        int own = 0;
        while (own < COMMANDS) {
            Lane lane = number % 5 == 0 ? Lane.SERVICE : Lane.USER;
            try (AtChannel.Turn turn = channel.turn(lane)) {
                for (int i = 0; i < 2; i++, own++) {
                    String token = number + "-" + own;
                    AtOutcome<List<String>> outcome = turn.send(TestCommand.of("+ECHO=" + token, "+ECHO"));
                    assertThat(outcome).isInstanceOfSatisfying(AtOutcome.Done.class,
                            done -> assertThat(done.value()).isEqualTo(List.of("+ECHO: " + token)));
                }
            }
        }
        return own;
    }

    @Override
    public void unsolicited(AtLine line, boolean known) {
        urcs.add(line.text());
    }

    @Override
    public void late(AtCommand<?> command, AtExchange exchange) {
        closed.completeExceptionally(new AssertionError("late " + exchange));
    }

    @Override
    public void stateChanged(ChannelState from, ChannelState to, String cause) {
        assertThat(to).isIn(ChannelState.READY, ChannelState.CLOSED);
    }

    @Override
    public void closed(@Nullable IOException cause) {
        closed.complete(String.valueOf(cause));
    }
}
