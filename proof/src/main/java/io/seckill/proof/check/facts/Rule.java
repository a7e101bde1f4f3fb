package io.seckill.proof.check.facts;

/**
 * Something that holds in every campaign. A rule is sound before it is complete: it never accuses a system that does what
 * it promises, whatever faults there were.
 */
public interface Rule {
    /** Tells {@code found} of each breach. */
    void check(Facts facts, Findings found);

    /** What it is called in reports. */
    default String name() {
        return getClass().getSimpleName();
    }
}
