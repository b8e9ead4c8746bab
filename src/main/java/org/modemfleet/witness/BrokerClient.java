package org.modemfleet.witness;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Our own client at the module's broker, for the time of one probe: connected once, never again by itself. */
final class BrokerClient implements AutoCloseable {

    /** The broker did not do it, or not in time. */
    static final class Unreachable extends Exception {
        Unreachable(String what, @Nullable Throwable cause) {
            super(what, cause);
        }
    }

    private final Mqtt3AsyncClient client;
    private final Duration timeout;

    private BrokerClient(Mqtt3AsyncClient client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
    }

    /** @param tls null for none */
    static BrokerClient connect(String host, int port, @Nullable String user, @Nullable String password, @Nullable MqttClientSslConfig tls,
            Duration timeout) throws Unreachable {
        Mqtt3ClientBuilder builder = MqttClient.builder().useMqttVersion3()
                .identifier("mf-" + UUID.randomUUID().toString().replace("-", "").substring(0, 20))
                .serverHost(host).serverPort(port);
        if (tls != null) {
            builder = builder.sslConfig(tls);
        }
        if (user != null) {
            var auth = builder.simpleAuth().username(user);
            builder = (password == null ? auth : auth.password(password.getBytes(StandardCharsets.UTF_8)))
                    .applySimpleAuth();
        }
        BrokerClient connected = new BrokerClient(builder.buildAsync(), timeout);
        try {
            connected.await("CONNECT", connected.client.connectWith().cleanSession(true).send());
        } catch (Unreachable refused) {
            connected.close();
            throw refused;
        }
        return connected;
    }

    /** @return completes with the first message on the topic */
    CompletableFuture<byte[]> awaitMessage(String topic, int qos) throws Unreachable {
        CompletableFuture<byte[]> first = new CompletableFuture<>();
        var ack = await("SUBSCRIBE", client.subscribeWith().topicFilter(topic).qos(MqttQos.fromCode(qos))
                .callback(publish -> first.complete(publish.getPayloadAsBytes())).send());
        if (ack.getReturnCodes().stream().anyMatch(code -> code.isError())) {
            throw new Unreachable("SUBSCRIBE refused", null);
        }
        return first;
    }

    void publish(String topic, int qos, byte[] payload) throws Unreachable {
        await("PUBLISH", client.publishWith().topic(topic).qos(MqttQos.fromCode(qos)).payload(payload).send());
    }

    private <T> T await(String what, CompletableFuture<T> reply) throws Unreachable {
        try {
            return reply.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException refused) {
            throw new Unreachable(what + ": " + refused.getCause().getMessage(), refused.getCause());
        } catch (TimeoutException late) {
            throw new Unreachable(what + ": no answer", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unreachable(what + ": interrupted", interrupted);
        }
    }

    /** Leaves; a client that was never connected has nothing to leave. */
    @Override
    public void close() {
        client.disconnect();
    }
}
