package io.seckill.gateway.pending;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * The books of one gateway: what was opened is what ended plus what is open.
 *
 * <p>Event loops add, anybody may read; a sum read while requests move is of no one instant.
 */
public final class Accounting {
    private final LongAdder opened = new LongAdder();
    private final Map<Ending, LongAdder> ended = new EnumMap<>(Ending.class);

    /** Opens empty books. */
    public Accounting() {
        for (Ending ending : Ending.values()) {
            ended.put(ending, new LongAdder());
        }
    }

    void open() {
        opened.increment();
    }

    void end(Ending ending) {
        of(ending).increment();
    }

    /** Requests registered so far. */
    public long opened() {
        return opened.sum();
    }

    /** Requests that ended in {@code ending} so far. */
    public long ended(Ending ending) {
        return of(ending).sum();
    }

    private LongAdder of(Ending ending) {
        return Objects.requireNonNull(ended.get(ending));
    }
}
