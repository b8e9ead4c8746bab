package org.modemfleet.onemo;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.modemfleet.at.FinalResult;

/**
 * The errors of {@code +CME ERROR: <err>} (manual chapter 5; 3GPP TS 27.007 9.2). With AT+CMEE=2 a module prints the
 * meaning in place of the number.
 */
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
    private final String meaning;

    CmeError(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    /** In English, as the module prints it with AT+CMEE=2. */
    public String meaning() {
        return meaning;
    }

    public static Optional<CmeError> find(int code) {
        return Arrays.stream(values()).filter(error -> error.code == code).findFirst();
    }

    /** The error that a refusal names by number or phrase. */
    public static Optional<CmeError> of(FinalResult result) {
        if (!(result instanceof FinalResult.Extended extended)) {
            return Optional.empty();
        }
        OptionalInt number = extended.code();
        return number.isPresent() ? find(number.getAsInt())
                : Arrays.stream(values()).filter(error -> error.meaning.equalsIgnoreCase(extended.err())).findFirst();
    }

    /** The number of a refusal, whether it was printed as number or phrase; empty where there is none. */
    public static OptionalInt codeOf(FinalResult result) {
        OptionalInt number = result.code();
        return number.isPresent() ? number
                : of(result).map(error -> OptionalInt.of(error.code)).orElseGet(OptionalInt::empty);
    }

    /** A refusal in words: its meaning, else what the module printed. */
    public static String meaningOf(FinalResult result) {
        return of(result).map(CmeError::meaning).orElseGet(() -> switch (result) {
            case FinalResult.Ok _ -> "OK";
            case FinalResult.Error _ -> "error without a number";
            case FinalResult.Extended extended when extended.code().isEmpty() -> extended.err();
            case FinalResult.Extended extended -> {
                int code = extended.code().getAsInt();
                yield code >= 609 && code <= 649 ? "reserved error " + code : "error " + code;
            }
        });
    }
}
