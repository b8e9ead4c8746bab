package org.modemfleet.simulator.device;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * MQTTS by an SSL context. The server's certificate has to be signed by the CA and in its time; its name is not compared, as modules reach
 * servers by address. A name goes out as SNI.
 */
final class TlsClient {

    /** Thousands of modules with the same files share one; whoever gives each module its own key still costs no more than this. */
    private static final int MOST_CONTEXTS = 256;

    private static final Map<TlsContext.Material, SslContext> CONTEXTS = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TlsContext.Material, SslContext> eldest) {
            return size() > MOST_CONTEXTS;
        }
    };

    private TlsClient() {}

    /** What a connection's pipeline begins with. A context that cannot work refuses as a server would: conn state 3. */
    static Consumer<ChannelPipeline> of(TlsContext.Material material, String host, int port) {
        return pipeline -> {
            try {
                SslHandler handler = context(material).newHandler(pipeline.channel().alloc(), host, port);
                // The attempt has a limit of its own, in simulated time.
                handler.setHandshakeTimeoutMillis(0);
                pipeline.addFirst("tls", handler);
            } catch (IOException unusable) {
                pipeline.addFirst("tls", new Unusable(unusable));
            }
        };
    }

    private static SslContext context(TlsContext.Material material) throws IOException {
        if (material.lacksFiles()) {
            throw new SSLException("a file that AT+MSSLCFG names is missing");
        }
        synchronized (CONTEXTS) {
            SslContext known = CONTEXTS.get(material);
            if (known == null) {
                known = build(material);
                CONTEXTS.put(material, known);
            }
            return known;
        }
    }

    private static SslContext build(TlsContext.Material material) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK).endpointIdentificationAlgorithm("");
        if (material.checksServer()) {
            builder.trustManager(certificates(material.ca()));
        } else {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        }
        try {
            if (material.showsItself()) {
                builder.keyManager(Pem.privateKey(TlsContext.Material.bytes(material.key())), certificates(material.certificate()));
            }
            return builder.build();
        } catch (IllegalArgumentException unfitting) {
            throw new SSLException(unfitting);
        }
    }

    private static X509Certificate[] certificates(String file) throws IOException {
        return Pem.certificates(TlsContext.Material.bytes(file)).toArray(X509Certificate[]::new);
    }

    /** Ends the attempt as soon as the server is reached. */
    private static final class Unusable extends ChannelInboundHandlerAdapter {
        private final IOException why;

        private Unusable(IOException why) {
            this.why = why;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.fireExceptionCaught(why instanceof SSLException ? why : new SSLException(why));
        }
    }
}
