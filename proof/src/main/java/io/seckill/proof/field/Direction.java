package io.seckill.proof.field;

/** Which way bytes go on a link. */
public enum Direction {
    /** From the side that dials to the side that listens. */
    THERE,
    /** What comes back. */
    BACK,
    /** Either way. */
    BOTH;

    boolean includes(Direction other) {
        return this == BOTH || this == other;
    }
}
