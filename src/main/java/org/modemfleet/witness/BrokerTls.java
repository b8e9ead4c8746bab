package org.modemfleet.witness;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.modemfleet.onemo.SslContext;

/** How our own client uses TLS: it trusts whom the module trusts and shows the module's certificate, by its SSL context. */
final class BrokerTls {

    /** Of a key store that never leaves the memory. */
    private static final char[] PASSWORD = "in memory".toCharArray();

    private BrokerTls() {}

    /** The server's name is not compared, as modules do not: they reach servers by address. */
    static MqttClientSslConfig of(SslContext context) throws GeneralSecurityException, IOException {
        var config = MqttClientSslConfig.builder().hostnameVerifier((_, _) -> true).trustManagerFactory(trust(context));
        return (context.auth() == SslContext.MUTUAL ? config.keyManagerFactory(own(context)) : config).build();
    }

    private static TrustManagerFactory trust(SslContext context) throws GeneralSecurityException, IOException {
        if (context.auth() == 0 || context.ignoreVerify() == 1) {
            return InsecureTrustManagerFactory.INSTANCE;
        }
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(context.trusted());
        return trusted;
    }

    private static KeyManagerFactory own(SslContext context) throws GeneralSecurityException, IOException {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(context.own(PASSWORD), PASSWORD);
        return own;
    }
}
