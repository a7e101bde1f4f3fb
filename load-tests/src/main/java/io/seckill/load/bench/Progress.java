package io.seckill.load.bench;

import io.seckill.load.measure.Role;
import io.seckill.load.trial.Contender;
import io.seckill.load.trial.Measurement;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/** Tells the person at the console what is going on and how long it will take. Used by one thread. */
final class Progress {
    private final PrintStream out;
    private final LongSupplier nanoTime;
    private final int total;
    private int done;
    private long firstMeasured;

    Progress(PrintStream out, LongSupplier nanoTime, int total) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.total = total;
    }

    void say(String line) {
        out.println(line);
    }

    void starting(Contender contender) {
        out.printf("%s, %s: starting%n", contender, contender.description());
        firstMeasured = nanoTime.getAsLong();
    }

    void warmingUp(Contender contender, double throughput, boolean steady) {
        out.printf(Locale.ROOT, "  warming up %s: %,.0f/s%s%n", contender, throughput, steady ? ", steady" : "");
        firstMeasured = nanoTime.getAsLong();
    }

    void measured(Measurement each) {
        done++;
        long perMeasurement = (nanoTime.getAsLong() - firstMeasured) / done;
        long left = Duration.ofNanos(perMeasurement * (total - done)).toSeconds();
        out.printf(
                Locale.ROOT,
                "[%d/%d, %d:%02d left] round %d %s %s: %,.0f/s, p50 %.1f ms, p99 %.1f ms, CPU µs%s%n",
                done,
                total,
                left / 60,
                left % 60,
                each.round() + 1,
                each.contender(),
                each.trial(),
                each.result().throughput(),
                each.result().latencyMillis(50),
                each.result().latencyMillis(99),
                cpu(each));
        each.doubts().forEach(doubt -> out.println("    not to be trusted: " + doubt));
    }

    private static String cpu(Measurement each) {
        StringBuilder text = new StringBuilder();
        for (Role role : Role.values()) {
            OptionalDouble micros =
                    each.cost().microsPerRequest(role, each.result().goodInWindow());
            micros.ifPresent(value -> text.append(String.format(Locale.ROOT, " %s %.0f", role.label(), value)));
        }
        return text.toString();
    }
}
