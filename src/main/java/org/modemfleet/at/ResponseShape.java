package org.modemfleet.at;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/** Which lines belong to a command's answer, besides its final result. */
public sealed interface ResponseShape {

    /** Whether this line, which is no final result, is a row of the answer. */
    boolean claims(AtLine line);

    /** Whether rows may be bare text, which only an otherwise unknown line can be. */
    default boolean claimsBareText() {
        return false;
    }

    static ResponseShape none() {
        return new Prefixed(List.of(), line -> false);
    }

    /** Rows that begin with one of these, such as {@code +MQTTSTATE}, and a colon. */
    static ResponseShape rows(String... prefixes) {
        return new Prefixed(List.of(prefixes), line -> true);
    }

    /** Rows with this prefix that also pass the test: where a URC has the same prefix. */
    static ResponseShape rows(String prefix, Predicate<AtLine> test) {
        return new Prefixed(List.of(prefix), test);
    }

    /** Rows of bare text, as {@code AT+CGMM} gives them; also rows with one of the prefixes. */
    static ResponseShape text(String... prefixes) {
        return new BareText(List.of(prefixes), line -> true);
    }

    /** The same, where a line with one of the prefixes must also pass the test. */
    static ResponseShape text(Predicate<AtLine> test, String... prefixes) {
        return new BareText(List.of(prefixes), test);
    }

    record Prefixed(List<String> prefixes, Predicate<AtLine> test) implements ResponseShape {
        @Override
        public boolean claims(AtLine line) {
            return startsWithAny(line, prefixes) && test.test(line);
        }
    }

    record BareText(List<String> prefixes, Predicate<AtLine> test) implements ResponseShape {
        @Override
        public boolean claims(AtLine line) {
            return startsWithAny(line, prefixes) && test.test(line);
        }

        @Override
        public boolean claimsBareText() {
            return true;
        }
    }

    private static boolean startsWithAny(AtLine line, List<String> prefixes) {
        for (String prefix : prefixes) {
            byte[] begin = (prefix + ":").getBytes(StandardCharsets.US_ASCII);
            byte[] bytes = line.bytes();
            if (bytes.length >= begin.length
                    && java.util.Arrays.equals(bytes, 0, begin.length, begin, 0, begin.length)) {
                return true;
            }
        }
        return false;
    }
}
