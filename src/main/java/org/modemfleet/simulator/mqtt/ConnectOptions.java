package org.modemfleet.simulator.mqtt;

import io.netty.channel.ChannelPipeline;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a connection is made with: the parameters of AT+MQTTCONN and the settings of AT+MQTTCFG in force at that
 * moment. They stay in force for its reconnects. Seconds are simulated ones.
 *
 * @param host a name or an address
 * @param port 1–65535; 0 fails as an unreachable server does
 * @param clientId never empty
 * @param user null: user flag 0
 * @param password null: password flag 0; with a user only (it may be the empty name, MQTT-3.1.2-22)
 * @param keepaliveSeconds the Keep Alive of CONNECT, 0 for never
 * @param cleanSession CleanSession of CONNECT
 * @param will null: will flag 0
 * @param retransIntervalSeconds until the first retransmission; doubled after every try
 * @param retryTimes retransmissions of a packet, 0 for none
 * @param pingIntervalSeconds from CONNACK to the first PINGREQ and from each to the next
 * @param reconnTimes attempts after a loss or after a failed first connect
 * @param reconnIntervalSeconds pause before attempt 1
 * @param reconnMode 0: the pause before attempt k is the interval; 1: k times the interval
 * @param connackTimeoutSeconds an attempt without CONNACK ends
 * @param pingrespTimeoutSeconds a PINGREQ counts as unanswered
 * @param tls puts what a TLS connection needs before the MQTT codec; null: plain TCP
 */
public record ConnectOptions(String host, int port, String clientId, @Nullable String user, byte @Nullable [] password,
        int keepaliveSeconds, boolean cleanSession, @Nullable Will will, int retransIntervalSeconds, int retryTimes,
        int pingIntervalSeconds, int reconnTimes, int reconnIntervalSeconds, int reconnMode, int connackTimeoutSeconds,
        int pingrespTimeoutSeconds, @Nullable Consumer<ChannelPipeline> tls) {

    /** The will message of CONNECT; the payload may be empty. */
    public record Will(String topic, byte[] payload, int qos, boolean retain) {}

    /** Without user, password and will, which may be secret. */
    @Override
    public String toString() {
        return "ConnectOptions[" + host + ":" + port + ", clientId=" + clientId + ", keepalive=" + keepaliveSeconds
                + ", clean=" + cleanSession + "]";
    }
}
