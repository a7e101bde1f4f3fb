package io.seckill.proof.campaign;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Seeds as a user writes them: {@code 7}, {@code 1-20}, {@code 1-3,9}. */
final class SeedRange {
    private static final String FORM = "\\d{1,9}(-\\d{1,9})?(,\\d{1,9}(-\\d{1,9})?)*";

    private static final long MOST = 10_000;

    private SeedRange() {}

    /** The seeds of {@code text}, or an {@link IllegalArgumentException} that says what is expected. */
    static List<Long> parse(String text) {
        if (!text.matches(FORM)) {
            throw new IllegalArgumentException("\"" + text + "\" names no seeds; write 7, 1-20 or 1-3,9");
        }
        List<Long> seeds = Stream.of(text.split(",", -1))
                .map(part -> part.split("-", -1))
                .flatMap(ends -> LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]))
                        .boxed())
                .limit(MOST + 1)
                .toList();
        if (seeds.isEmpty() || seeds.size() > MOST) {
            throw new IllegalArgumentException("\"" + text + "\" names no seed, or more than " + MOST);
        }
        return seeds;
    }
}
