package org.modemfleet.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtExchange;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.link.Link;
import org.modemfleet.testsupport.ManualScheduler;
import org.modemfleet.testsupport.ToyGrammar;

/** A channel whose far end is the test, in the test's own time. Reads as a transcript. */
final class ChannelRig implements ChannelListener, AutoCloseable {

    static final String PROBE = "AT+CMEE?\r\n";
    static final String PROBE_ANSWER = "\r\n+CMEE: 1\r\n\r\nOK\r\n";
    private static final Duration SOON = Duration.ofSeconds(5);

    final ManualScheduler time = new ManualScheduler();
    final AtChannel channel;
    /** What the listener heard: {@code urc …}, {@code unknown …}, {@code late …}, {@code state …}, {@code closed …}. */
    final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    final List<AtExchange> lateExchanges = Collections.synchronizedList(new ArrayList<>());

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private Link.@Nullable Listener line;
    private @Nullable IOException failure;
    private boolean hungUp;
    private @Nullable CountDownLatch blocked;
    private Runnable whileOpening = () -> { };
    private Runnable whileTelling = () -> { };

    ChannelRig() {
        this(8);
    }

    ChannelRig(int laneCapacity) {
        channel = new AtChannel("test", new ToyGrammar(), this,
                new ChannelSettings(time, Runnable::run, time, time::nanoTime, laneCapacity));
    }

    static ChannelRig ready() throws IOException {
        ChannelRig rig = new ChannelRig();
        rig.open();
        rig.expects(PROBE).sends(PROBE_ANSWER);
        assertThat(rig.channel.state()).isEqualTo(ChannelState.READY);
        rig.heard.clear();
        return rig;
    }

    void open() throws IOException {
        channel.open(this::opened);
    }

    void open(Duration hold) throws IOException {
        channel.open(this::opened, hold);
    }

    private Link opened(Link.Listener listener) {
        line = listener;
        whileOpening.run();
        return new Link() {
            @Override
            public void write(byte[] bytes) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                blockIfTold();
                synchronized (written) {
                    written.writeBytes(bytes);
                }
            }

            @Override
            public void close() {
                hangUp();
            }
        };
    }

    /** What happens while the link is being opened; the module may send already. */
    void whileOpening(Runnable happens) {
        whileOpening = happens;
    }

    /** What happens while the listener is told of a line that came unasked. */
    void whileTelling(Runnable happens) {
        whileTelling = happens;
    }

    /** Sends a command in a turn of its own, on another thread. */
    <R> CompletableFuture<AtOutcome<R>> send(AtCommand<R> command) {
        return sendAll(turn -> turn.send(command));
    }

    interface Body<T> {
        T run(AtChannel.Turn turn) throws ChannelException;
    }

    <T> CompletableFuture<T> sendAll(Body<T> body) {
        return sendAll(Lane.USER, body);
    }

    <T> CompletableFuture<T> sendAll(Lane lane, Body<T> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (AtChannel.Turn turn = channel.turn(lane)) {
                result.complete(body.run(turn));
            } catch (ChannelException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(SOON.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    /** Waits until the channel has written so many bytes, which must be these. */
    ChannelRig expects(String bytes) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> size() >= bytes.length());
        synchronized (written) {
            assertThat(written.toString(StandardCharsets.ISO_8859_1)).isEqualTo(bytes);
            written.reset();
        }
        return this;
    }

    private int size() {
        synchronized (written) {
            return written.size();
        }
    }

    /** What the channel has written and nobody expected. */
    String written() {
        synchronized (written) {
            return written.toString(StandardCharsets.ISO_8859_1);
        }
    }

    void forgetWritten() {
        synchronized (written) {
            written.reset();
        }
    }

    ChannelRig sends(String bytes) {
        line.received(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    ChannelRig passes(Duration duration) {
        settle();
        time.advance(duration);
        return this;
    }

    /** Waits until the channel has nothing left to write. */
    void settle() {
        await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(channel::isQuiet);
    }

    void hangUp() {
        if (!hungUp && line != null) {
            hungUp = true;
            if (blocked != null) {
                blocked.countDown();
            }
            line.closed(failure);
        }
    }

    /** From now on the link takes no bytes, until it is closed. */
    void blocks() {
        blocked = new CountDownLatch(2);
    }

    /** Waits until somebody is stuck in a write. */
    void waitsForTheWriter() {
        await().atMost(SOON).until(() -> blocked.getCount() == 1);
    }

    private void blockIfTold() throws IOException {
        if (blocked == null) {
            return;
        }
        blocked.countDown();
        try {
            blocked.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        throw new IOException("closed while writing");
    }

    void breaks(String message) {
        failure = new IOException(message);
    }

    @Override
    public void unsolicited(AtLine seen, boolean known) {
        whileTelling.run();
        heard.add((known ? "urc " : "unknown ") + new String(seen.bytes(), StandardCharsets.ISO_8859_1));
    }

    @Override
    public void late(AtCommand<?> command, AtExchange exchange) {
        lateExchanges.add(exchange);
        heard.add("late AT" + command.body() + " " + exchange.rows().stream().map(AtLine::text).toList()
                + (exchange.result() == null ? " unfinished" : " " + exchange.result().wire()));
    }

    @Override
    public void stateChanged(ChannelState from, ChannelState to, String cause) {
        heard.add("state " + to);
    }

    @Override
    public void closed(@Nullable IOException cause) {
        heard.add("closed" + (cause == null ? "" : " " + cause.getMessage()));
    }

    @Override
    public void close() {
        channel.close();
    }
}
