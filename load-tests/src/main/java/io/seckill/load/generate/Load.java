package io.seckill.load.generate;

import java.time.Duration;
import java.util.List;

/** How requests are sent. */
public sealed interface Load {
    /** How long requests are sent; answers may take longer. */
    Duration duration();

    /** {@code connections} connections (or records in flight), of which each sends as soon as it has its answer. */
    record Closed(int connections, Duration duration) implements Load {
        /** Checks the bounds. */
        public Closed {
            if (connections < 1 || connections > 20_000) {
                throw new IllegalArgumentException("1 to 20,000 connections, not " + connections);
            }
        }
    }

    /**
     * Requests at even distances, at each step's rate in turn, whether or not earlier ones have been answered.
     *
     * @param maxConnections where all of so many wait for an answer, requests that are due wait for one of them, with
     *     their clock running
     */
    record Open(List<Step> steps, int maxConnections) implements Load {
        /** Copies. */
        public Open {
            steps = List.copyOf(steps);
        }

        /** These steps, over as many connections as are needed. */
        public static Open of(Step... steps) {
            return new Open(List.of(steps), Integer.MAX_VALUE);
        }

        /** One rate all the time, over as many connections as are needed. */
        public static Open at(double perSecond, Duration duration) {
            return of(new Step(perSecond, duration));
        }

        /** The same over {@code connections} at most. */
        public Open over(int connections) {
            return new Open(steps, connections);
        }

        /** The highest rate of any step. */
        public double peakPerSecond() {
            return steps.stream().mapToDouble(Step::perSecond).max().orElse(0);
        }

        @Override
        public Duration duration() {
            return steps.stream().map(Step::duration).reduce(Duration.ZERO, Duration::plus);
        }
    }

    /** {@code perSecond} requests a second for {@code duration}. */
    record Step(double perSecond, Duration duration) {
        /** Checks the bounds. */
        public Step {
            if (!(perSecond > 0 && perSecond <= 1_000_000)) {
                throw new IllegalArgumentException("a rate above 0 and up to 1,000,000 a second, not " + perSecond);
            }
        }
    }
}
