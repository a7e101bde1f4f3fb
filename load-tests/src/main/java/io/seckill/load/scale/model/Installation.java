package io.seckill.load.scale.model;

/**
 * What stands where.
 *
 * @param gateways processes
 * @param backends processes; each owns its share of the queues
 * @param brokers processes; each leads its share of the queues
 * @param queues partitions of the topic of requests
 * @param cores of each machine; a fraction where others take the rest
 * @param oneMachine whether all share one machine, buyers too, as under {@code load-tests/bench}; else each process has its
 *     own, and buyers cost nothing
 * @param replicas copies of each record
 */
public record Installation(
        int gateways, int backends, int brokers, int queues, double cores, boolean oneMachine, int replicas) {
    /** The machine of the benchmark with its five queues, of which {@code cores} are left by others. */
    public static Installation bench(double cores) {
        return new Installation(1, 1, 1, 5, cores, true, 1);
    }

    /** The same but for the number of queues. */
    public Installation withQueues(int count) {
        return new Installation(gateways, backends, brokers, count, cores, oneMachine, replicas);
    }
}
