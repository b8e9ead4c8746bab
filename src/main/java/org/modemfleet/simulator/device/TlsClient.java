package org.modemfleet.simulator.device;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** MQTTS by an SSL context as it is from the factory: encrypted, the server not checked. */
final class TlsClient {

    private TlsClient() {}

    private static final class Loaded {
        private static final SslContext CONTEXT = context();

        private static SslContext context() {
            try {
                return SslContextBuilder.forClient().sslProvider(SslProvider.JDK)
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm("").build();
            } catch (SSLException e) {
                throw new IllegalStateException("Java's own TLS needs no files", e);
            }
        }
    }

    static Consumer<ChannelPipeline> unchecked(String host, int port) {
        return pipeline -> pipeline.addFirst("tls", Loaded.CONTEXT.newHandler(pipeline.channel().alloc(), host, port));
    }
}
