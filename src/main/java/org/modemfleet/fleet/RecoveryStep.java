package org.modemfleet.fleet;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The steps that a ladder may have, the gentlest first. */
public enum RecoveryStep {
    /** The line is probed anew. */
    RESYNCHRONIZE,
    /** The link is closed and opened. */
    REOPEN,
    /** {@code AT+MQTTDISC}, {@code AT+MQTTCONN}. */
    RECONNECT,
    /** {@code AT+CFUN=0}, {@code AT+CFUN=1} (3GPP TS 27.007 8.2). */
    RADIO,
    /** {@code AT+MREBOOT}. */
    REBOOT,
    /** Something outside, such as a relay that switches the module's power. */
    HOOK;

    /** As it stands in JSON. */
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<RecoveryStep> of(String json) {
        return Stream.of(values()).filter(step -> step.json().equals(json)).findFirst();
    }

    /** Whether it may help with this trouble. */
    boolean serves(RecoveryTrouble trouble) {
        return switch (this) {
            case RESYNCHRONIZE, REOPEN -> trouble == RecoveryTrouble.MODULE;
            case RECONNECT -> trouble == RecoveryTrouble.CONNECTION;
            case RADIO, REBOOT, HOOK -> true;
        };
    }

    /** Whether it takes anything away from a module that works; then it needs a token. */
    boolean interrupts() {
        return this != RESYNCHRONIZE && this != REOPEN;
    }

    /** Whether it takes all connections of the module down. */
    boolean endsConnections() {
        return this == RADIO || this == REBOOT || this == HOOK;
    }

    /** Whether it sends something to the module. */
    boolean needsLine() {
        return this == RESYNCHRONIZE || this == RADIO || this == REBOOT;
    }
}
