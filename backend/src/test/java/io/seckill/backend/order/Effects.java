package io.seckill.backend.order;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.Stream;

/**
 * Watches in which order records take effect, each known by its key and its place among the records of that key. A
 * record may take effect again; an inversion is one that does so for the first time after a later one of its key.
 * Thread-safe.
 */
final class Effects {
    private final Line[] lines;

    /** Of {@code keys} keys. */
    Effects(int keys) {
        this.lines = Stream.generate(Line::new).limit(keys).toArray(Line[]::new);
    }

    /** The record at {@code place} of {@code key}, from 0 on, takes effect now. */
    void takes(int key, int place) {
        lines[key].takes(place);
    }

    /** Records that have taken effect. */
    int records() {
        return Arrays.stream(lines).mapToInt(Line::records).sum();
    }

    /** Records that did so for the first time after a later one of their key. */
    int inversions() {
        return Arrays.stream(lines).mapToInt(Line::inversions).sum();
    }

    /** Effects that records had once more. */
    int repetitions() {
        return Arrays.stream(lines).mapToInt(Line::repetitions).sum();
    }

    /** One key's; guarded by itself, since two backends may be at work on a key while one is giving it up. */
    private static final class Line {
        private final BitSet seen = new BitSet();
        private int records;
        private int inversions;
        private int repetitions;

        synchronized void takes(int place) {
            if (seen.get(place)) {
                repetitions++;
                return;
            }
            if (place < seen.length()) { // which is one more than the last one seen
                inversions++;
            }
            seen.set(place);
            records++;
        }

        synchronized int records() {
            return records;
        }

        synchronized int inversions() {
            return inversions;
        }

        synchronized int repetitions() {
            return repetitions;
        }
    }
}
