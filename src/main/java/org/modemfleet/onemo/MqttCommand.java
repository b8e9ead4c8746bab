package org.modemfleet.onemo;

/**
 * A command of one MQTT client.
 *
 * @param <R> what its rows say
 */
public interface MqttCommand<R> extends CheckedCommand<R> {

    ConnectId connectId();
}
