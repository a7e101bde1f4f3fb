package io.seckill.backend.parallel.handler;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.seckill.v1.Command;
import java.util.Locale;

/** How the records of one queue may overtake each other. */
public enum Mode {
    /** Not at all: one after the other. A record that fails is tried again in its place, and all others wait. */
    ORDERED,
    /** Records of different keys may; those of one key are decided in their order, retries included. */
    KEYED,
    /** As they like. */
    PARALLEL;

    /** The mode that an operator means by {@code word}. */
    @JsonCreator
    public static Mode of(String word) {
        for (Mode mode : values()) {
            if (mode.toString().equals(word)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("mode must be ordered, keyed or parallel, but is " + word);
    }

    /** Whether a record that fails may be copied aside, so that others go on. */
    public boolean letsPass() {
        return this != ORDERED;
    }

    /**
     * Whether {@code command} stands in no line, but is tried when all before it are settled or aside: a lookup wherever
     * others may pass it; where there are no lines, also what shows orders, or ends holds that others before it confirm.
     */
    public boolean waitsForAll(Command command) {
        return switch (command.getActionCase()) {
            case LOOKUP -> letsPass();
            case SHOW_ORDER, LIST_ORDERS, EXPIRE_HOLDS -> this == PARALLEL;
            default -> false;
        };
    }

    /** What an operator writes. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
