package io.seckill.load.trial;

import io.seckill.load.generate.Load;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A kind of load that a contender is put under, once in each round. */
public sealed interface Trial {
    /** As the report names it. */
    String label();

    /** Whether it says something about {@code contender}. */
    boolean suits(Contender contender);

    /** The load itself; {@code capacity} is the contender's closed-loop throughput so far, per second. */
    Load load(double capacity, Duration duration);

    /** As fast as {@code connections} connections go. */
    record Closed(int connections) implements Trial {
        @Override
        public String label() {
            return "closed " + connections;
        }

        @Override
        public boolean suits(Contender contender) {
            return true;
        }

        @Override
        public Load load(double capacity, Duration duration) {
            return new Load.Closed(connections, duration);
        }
    }

    /** The same number of requests a second for everybody. */
    record FixedRate(double perSecond) implements Trial {
        @Override
        public String label() {
            return String.format(Locale.ROOT, "open %.0f/s", perSecond);
        }

        @Override
        public boolean suits(Contender contender) {
            return true;
        }

        @Override
        public Load load(double capacity, Duration duration) {
            return Load.Open.at(perSecond, duration);
        }
    }

    /** A share of what the contender itself can take. */
    record ShareOfCapacity(double share) implements Trial {
        @Override
        public String label() {
            return String.format(Locale.ROOT, "open %.0f%%", share * 100);
        }

        @Override
        public boolean suits(Contender contender) {
            return contender.sells();
        }

        @Override
        public Load load(double capacity, Duration duration) {
            return Load.Open.at(capacity * share, duration);
        }
    }

    /**
     * {@code factor} times what the gateway can take, and then half of it for {@code after}: is it refused well, and does
     * it recover?
     */
    record Overload(double factor, Duration after) implements Trial {
        @Override
        public String label() {
            return String.format(Locale.ROOT, "overload %.0f%%", factor * 100);
        }

        @Override
        public boolean suits(Contender contender) {
            return contender == Contender.G;
        }

        @Override
        public Load load(double capacity, Duration duration) {
            return new Load.Open(
                    List.of(new Load.Step(capacity * factor, duration), new Load.Step(capacity / 2, after)));
        }
    }
}
