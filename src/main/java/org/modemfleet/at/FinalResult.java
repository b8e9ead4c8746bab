package org.modemfleet.at;

import java.util.OptionalInt;

/** A final result code (V.250 5.7.1, 3GPP TS 27.007 9.2): it ends the answer of a command. */
public sealed interface FinalResult {

    /** The line as the module wrote it. */
    String wire();

    /** The number of a refusal that has one. */
    default OptionalInt code() {
        return OptionalInt.empty();
    }

    record Ok() implements FinalResult {
        @Override
        public String wire() {
            return "OK";
        }
    }

    record Error() implements FinalResult {
        @Override
        public String wire() {
            return "ERROR";
        }
    }

    /**
     * {@code +CME ERROR: <err>}, {@code +CMS ERROR: <err>} or {@code +CIS ERROR: <err>}.
     *
     * @param family {@code CME}, {@code CMS} or {@code CIS}
     * @param err a number (CMEE=1) or a phrase (CMEE=2), as received
     */
    record Extended(String wire, String family, String err) implements FinalResult {
        @Override
        public OptionalInt code() {
            return !err.isEmpty() && err.length() <= 9 && err.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? OptionalInt.of(Integer.parseInt(err)) : OptionalInt.empty();
        }
    }

    Ok OK = new Ok();
    Error ERROR = new Error();

    default boolean isOk() {
        return this instanceof Ok;
    }
}
