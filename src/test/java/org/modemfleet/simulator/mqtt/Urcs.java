package org.modemfleet.simulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the engine reported, in the words of the URCs. */
final class Urcs implements MqttEngine.Listener {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> payloads = new LinkedBlockingQueue<>();

    /** The next ones are these, such as {@code conn 0}, {@code puback 7 0}. */
    Urcs expects(String... urcs) {
        for (String urc : urcs) {
            assertThat(next()).isEqualTo(urc);
        }
        return this;
    }

    /** The next one is this, and takes up to so long. */
    Urcs expectsWithin(Duration patience, String urc) {
        assertThat(poll(heard, patience)).isEqualTo(urc);
        return this;
    }

    /** Nothing was heard that was not asked for: meant to be used when the engine can have nothing more to say. */
    void expectsNothing() {
        assertThat(heard).isEmpty();
    }

    byte[] payload() {
        return poll(payloads, PATIENCE);
    }

    private String next() {
        return poll(heard, PATIENCE);
    }

    private static <T> T poll(BlockingQueue<T> queue, Duration patience) {
        try {
            T next = queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(next).as("the next URC within " + patience).isNotNull();
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void conn(int state) {
        heard.add("conn " + state);
    }

    @Override
    public void suback(int mid, List<Integer> codes) {
        heard.add("suback " + mid + " " + codes);
    }

    @Override
    public void unsuback(int mid) {
        heard.add("unsuback " + mid);
    }

    @Override
    public void puback(int mid, boolean dup) {
        heard.add("puback " + mid + (dup ? " 1" : " 0"));
    }

    @Override
    public void pubrec(int mid, boolean dup) {
        heard.add("pubrec " + mid + (dup ? " 1" : " 0"));
    }

    @Override
    public void pubcomp(int mid, boolean dup) {
        heard.add("pubcomp " + mid + (dup ? " 1" : " 0"));
    }

    @Override
    public void timeout(int mid) {
        heard.add("timeout " + mid);
    }

    @Override
    public void message(int mid, String topic, byte[] payload) {
        payloads.add(payload);
        heard.add("publish " + mid + " " + topic + " "
                + (payload.length > 100 ? payload.length + " bytes" : new String(payload, StandardCharsets.UTF_8)));
    }

    @Override
    public void pingresp(int ret) {
        heard.add("pingresp " + ret);
    }
}
