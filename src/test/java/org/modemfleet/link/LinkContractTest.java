package org.modemfleet.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every link promises, whatever it runs over. */
public abstract class LinkContractTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final RecordingListener listener = new RecordingListener();
    private Rig rig;

    /** A link and its far end. */
    protected interface Rig extends AutoCloseable {

        Link link();

        /** Sends from the far end. */
        void send(byte[] bytes) throws IOException;

        /** What the far end has received so far. */
        byte[] received();

        /** The far end hangs up, after all that it sent. */
        void hangUp() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** @param fragment how many bytes arrive at once at most, where the transport can be told */
    protected abstract Rig open(int fragment, Link.Listener listener) throws IOException;

    private Rig start(int fragment) throws IOException {
        rig = open(fragment, listener);
        return rig;
    }

    @AfterEach
    void tearDown() throws IOException {
        if (rig != null) {
            rig.link().close();
            soon().until(() -> listener.timesClosed() == 1);
            rig.close();
        }
        assertThat(listener.rulesBroken()).isFalse();
        assertThat(listener.timesClosed()).isLessThanOrEqualTo(1);
    }

    protected static ConditionFactory soon() {
        return await().atMost(SOON).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    private static byte[] everyByteValue(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 4096})
    void carriesEveryByteValueToUs(int fragment) throws IOException {
        start(fragment);
        byte[] bytes = everyByteValue(2048);
        for (int at = 0; at < bytes.length; at += fragment) {
            rig.send(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + fragment)));
        }
        soon().until(() -> listener.size() >= bytes.length);
        assertThat(listener.bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 4096})
    void carriesEveryByteValueToTheFarEnd(int fragment) throws IOException {
        start(fragment);
        byte[] bytes = everyByteValue(2048);
        for (int at = 0; at < bytes.length; at += fragment) {
            rig.link().write(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + fragment)));
        }
        soon().until(() -> rig.received().length >= bytes.length);
        assertThat(rig.received()).isEqualTo(bytes);
    }

    @Test
    void carriesBothDirectionsAtOnce() throws IOException {
        start(8);
        byte[] there = new byte[40_000];
        byte[] back = new byte[40_000];
        new Random(1).nextBytes(there);
        new Random(2).nextBytes(back);
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                rig.link().write(there);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        for (int at = 0; at < back.length; at += 1000) {
            rig.send(Arrays.copyOfRange(back, at, at + 1000));
        }
        soon().until(() -> listener.size() >= back.length && rig.received().length >= there.length);
        assertThat(listener.bytes()).isEqualTo(back);
        assertThat(rig.received()).isEqualTo(there);
        soon().until(() -> !writer.isAlive());
    }

    @Test
    void deliversAllThatCameBeforeTheFarEndHungUpAtAnyByte() throws IOException {
        byte[] answer = "\r\n+MQTTSTATE: 2\r\n\r\nOK\r\n".getBytes(StandardCharsets.US_ASCII);
        for (int cut = 0; cut <= answer.length; cut++) {
            RecordingListener each = new RecordingListener();
            byte[] part = Arrays.copyOf(answer, cut);
            try (Rig cutRig = open(8, each)) {
                cutRig.send(part);
                soon().until(() -> !losesUnreadBytesAtHangUp() || each.size() == part.length);
                cutRig.hangUp();
                soon().until(() -> each.timesClosed() == 1);
                cutRig.link().close();
            }
            assertThat(each.bytes()).as("hang-up after %d bytes", cut).isEqualTo(part);
            assertThat(each.timesClosed()).isEqualTo(1);
            assertThat(each.rulesBroken()).isFalse();
        }
    }

    /** Whether bytes are lost if the far end hangs up before they were read. */
    protected boolean losesUnreadBytesAtHangUp() {
        return false;
    }

    @Test
    void refusesToWriteOnceTheFarEndHasGone() throws IOException {
        start(8);
        rig.hangUp();
        soon().until(() -> listener.timesClosed() == 1);
        assertThatThrownBy(() -> rig.link().write(new byte[] {1})).isInstanceOf(IOException.class);
    }

    @Test
    void closesOnceHoweverOftenAsked() throws IOException {
        start(8);
        rig.link().close();
        rig.link().close();
        soon().until(() -> listener.timesClosed() == 1);
        rig.link().close();
        assertThat(listener.cause()).isNull();
        assertThatThrownBy(() -> rig.link().write(new byte[] {1})).isInstanceOf(IOException.class);
    }
}
