package org.modemfleet.onemo.profile;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The integers that a parameter takes, as the tables of the dialect write them: {@code 0,60-65535}.
 *
 * @param text as written, which is also how test commands print it
 */
public record Values(String text) {

    private record Span(long low, long high) {

        private static Span parse(String text) {
            String[] ends = text.split("-");
            return new Span(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
        }

        private boolean contains(long value) {
            return value >= low && value <= high;
        }
    }

    private List<Span> spans() {
        return Arrays.stream(text.split(",")).map(Span::parse).toList();
    }

    private boolean contains(long value) {
        return spans().stream().anyMatch(span -> span.contains(value));
    }

    /** Every limit and what stands next to it inside. */
    public List<Long> accepted() {
        return near(-1, 0, 1).filter(this::contains).boxed().toList();
    }

    /** What stands next to a limit outside, and what an int of the limit's size would wrap round to. */
    public List<Long> refused() {
        return LongStream.concat(near(-1, 1), near(1L << 32)).filter(value -> !contains(value)).boxed().toList();
    }

    private LongStream near(long... distances) {
        return spans().stream().flatMapToLong(span -> LongStream.of(span.low(), span.high()))
                .flatMap(end -> Arrays.stream(distances).map(distance -> end + distance)).distinct().sorted();
    }

    public long lowest() {
        return spans().getFirst().low();
    }

    public long highest() {
        return spans().getLast().high();
    }

    @Override
    public String toString() {
        return text;
    }
}
