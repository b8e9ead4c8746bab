package org.modemfleet.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What AT+CSQ and AT+CEREG? last said (3GPP TS 27.007 8.5, 10.1.22).
 *
 * @param rssi 0–31, 99 unknown
 * @param ber 0–7, 99 unknown
 * @param registration {@code <stat>}: 0 not registered, 1 home, 2 searching, 3 denied, 4 unknown, 5 roaming
 * @param cell the cell identity in hex, where the module tells
 */
public record RadioStatus(@Nullable Integer rssi, @Nullable Integer ber, @Nullable Integer registration,
        @Nullable String cell, Instant at) {}
