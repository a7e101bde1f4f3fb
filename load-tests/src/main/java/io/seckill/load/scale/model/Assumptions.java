package io.seckill.load.scale.model;

/**
 * What the model takes for granted. The first ones are settings and constants of the product, the others are guesses: no
 * benchmark here measures them.
 *
 * @param linger setting {@code gateway.publish.linger}, microseconds
 * @param gatheringFrom purchases within one linger from which a producer lingers at all
 * @param pollSpacing setting {@code backend.consumer.pollSpacing}, microseconds
 * @param busyFrom records of a poll from which the next one keeps its distance
 * @param maxPoll records of one poll at the most
 * @param maxPending commands decided and not committed, past which nothing is polled
 * @param maxResults results of one batch that is delivered
 * @param maxPredictedWait setting {@code gateway.admission.maxPredictedWait}, microseconds
 * @param hop guess: from one process to another, and its wake-up, microseconds
 * @param commitHops guess: hops of one transaction, of which each waits for the one before
 * @param acceptShare guess: of a gateway's cost per purchase, the part before the append; the rest is the answer
 * @param decideShare guess: of a backend's cost per purchase, the part of the deciding thread
 * @param commitShare guess: likewise, of the committing thread; the rest is delivery
 * @param appendShare guess: of a broker's cost per purchase, the part of the append of the command
 * @param fetchShare guess: likewise, of the fetch; the rest is the transaction
 * @param appendBatchShare guess: of a broker's cost per batch, the part of a request that appends
 * @param fetchBatchShare guess: likewise, of a fetch; the rest is the transaction
 * @param queueShare guess: of a transaction's fixed cost at the broker, the part that grows with the queues in it
 * @param replicaShare guess: of the cost of an append, what each further copy costs another broker
 */
public record Assumptions(
        double linger,
        int gatheringFrom,
        double pollSpacing,
        int busyFrom,
        int maxPoll,
        int maxPending,
        int maxResults,
        double maxPredictedWait,
        double hop,
        double commitHops,
        double acceptShare,
        double decideShare,
        double commitShare,
        double appendShare,
        double fetchShare,
        double appendBatchShare,
        double fetchBatchShare,
        double queueShare,
        double replicaShare) {

    /** The settings as shipped, and the guesses that docs/scale.md was made with. */
    public static final Assumptions SHIPPED = new Assumptions(
            5_000, 8, 3_000, 8, 5_000, 20_000, 1_000, 1_000_000, 25, 8, 0.6, 0.3, 0.4, 0.35, 0.15, 0.2, 0.1, 0.6, 0.5);
}
