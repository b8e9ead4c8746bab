package org.modemfleet.onemo;

/** An unsolicited result of a module. */
public sealed interface Urc permits MqttUrc, ModuleUrc, UnknownUrc {

    /** Its name in event types, such as {@code publish}, {@code cereg}, {@code unknown}. */
    String name();
}
