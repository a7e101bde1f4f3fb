package io.seckill.load.scale.model;

/** What buyers do. */
public sealed interface Workload {
    /** {@code connections} connections, of which each sends as soon as it has its answer. */
    record Closed(int connections) implements Workload {}

    /**
     * Purchases at even distances, whether or not earlier ones are answered.
     *
     * @param perSecond how many
     * @param connections where all of them wait for answers, the next purchase waits for one, with its clock running
     * @param thenPerSecond how many after {@code changeAfter} seconds
     * @param changeAfter seconds
     */
    record Open(double perSecond, int connections, double thenPerSecond, double changeAfter) implements Workload {
        /** The same rate all the time. */
        public static Open at(double perSecond, int connections) {
            return new Open(perSecond, connections, perSecond, Double.MAX_VALUE);
        }
    }
}
