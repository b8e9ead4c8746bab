package org.modemfleet.simulator.v250;

import java.util.Arrays;

/** The {@code <err>} of {@code +CME ERROR: <err>} (3GPP TS 27.007 9.2; the manual's chapter 5). */
public enum CmeError {
    OPERATION_NOT_ALLOWED(3, "operation not allowed"),
    OPERATION_NOT_SUPPORTED(4, "operation not supported"),
    SIM_NOT_INSERTED(10, "SIM not inserted"),
    SIM_PIN_REQUIRED(11, "SIM PIN required"),
    INCORRECT_PARAMETERS(50, "incorrect parameters"),
    UNKNOWN_ERROR(600, "unknown error"),
    INVALID_PARAMETER(601, "invalid parameter"),
    NOT_CONNECTED(602, "not connected or connecting failed"),
    CONNECTING(603, "connecting"),
    ALREADY_CONNECTED(604, "already connected"),
    NETWORK_ERROR(605, "network error"),
    STORAGE_ERROR(606, "storage error"),
    STATE_ERROR(607, "state error"),
    DNS_ERROR(608, "DNS error"),
    INVALID_CERTIFICATE(761, "invalid certificate");

    private final int code;
    private final String phrase;

    CmeError(int code, String phrase) {
        this.code = code;
        this.phrase = phrase;
    }

    public int code() {
        return code;
    }

    public static CmeError of(int code) {
        return Arrays.stream(values()).filter(error -> error.code == code).findFirst().orElseThrow();
    }

    /** The final result by {@code AT+CMEE}: 0 {@code ERROR}, 1 the number, 2 the phrase. */
    String finalResult(int format) {
        return switch (format) {
            case 0 -> "ERROR";
            case 1 -> "+CME ERROR: " + code;
            default -> "+CME ERROR: " + phrase;
        };
    }
}
