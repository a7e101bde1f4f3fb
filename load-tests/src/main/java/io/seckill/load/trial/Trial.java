package io.seckill.load.trial;

import io.seckill.load.generate.Load;
import java.time.Duration;
import java.util.Locale;

/** A kind of load that a contender is put under, once in each round. */
public sealed interface Trial {
    /** As the report names it. */
    String label();

    /** Whether it says something about {@code contender}. */
    boolean suits(Contender contender);

    /** The load itself, for a contender of that capacity. */
    Load load(Capacity capacity, Duration duration);

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
        public Load load(Capacity capacity, Duration duration) {
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
        public Load load(Capacity capacity, Duration duration) {
            return Load.Open.at(perSecond, duration);
        }
    }

    /** A share of what the contender itself can take, over the connections over which it took that. */
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
        public Load load(Capacity capacity, Duration duration) {
            return Load.Open.at(capacity.perSecond() * share, duration).over(capacity.connections());
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
        public Load load(Capacity capacity, Duration duration) {
            return Load.Open.of(
                    new Load.Step(capacity.perSecond() * factor, duration),
                    new Load.Step(capacity.perSecond() / 2, after));
        }
    }
}
