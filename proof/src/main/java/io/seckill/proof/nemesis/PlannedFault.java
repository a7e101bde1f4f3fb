package io.seckill.proof.nemesis;

import java.time.Duration;

/**
 * A fault that is to be.
 *
 * @param target name of the process or link
 * @param begin since the begin of the campaign
 * @param length until its end; 0 where it is over at once
 * @param delay of {@link FaultKind#DELAY}; else 0
 * @param waits whether service must be full before it begins, so that the time until then is known
 */
public record PlannedFault(
        FaultKind kind, String target, Duration begin, Duration length, Duration delay, boolean waits) {
    Duration end() {
        return begin.plus(length);
    }

    /** The same, which begins while another one goes on. */
    PlannedFault overlappingFrom(Duration other) {
        return new PlannedFault(kind, target, other, length, delay, false);
    }

    /** Whether a broker, or what brokers say to each other, is its target. */
    boolean isOfBrokers() {
        return Targets.isOfBrokers(target);
    }

    /** Whether both may be at a time: a majority of the brokers always hears each other, and each target has one fault. */
    boolean goesWith(PlannedFault other) {
        return !target.equals(other.target) && !(isOfBrokers() && other.isOfBrokers());
    }
}
