package io.seckill.load.trial;

import io.seckill.load.generate.LoadResult;
import io.seckill.load.measure.Cost;
import io.seckill.load.measure.Noise;
import io.seckill.load.measure.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Why a figure is not to be trusted. */
public final class Doubts {
    private static final double MAX_STEAL = 0.01;
    private static final double MAX_OTHERS = 0.05;
    private static final double MAX_COMPILING = 0.05;
    private static final double MAX_FAILED = 0.001;

    /** More than this many seconds' worth of requests still under way at the end of an open load is a queue. */
    private static final double MAX_QUEUED_SECONDS = 0.5;

    /** The generator has one thread: past this share of its core, it and not the contender sets the pace. */
    private static final double MAX_GENERATOR = 0.9;

    private Doubts() {}

    /** What speaks against the figures of one measurement of {@code trial}, each in a few words. */
    public static List<String> about(Trial trial, double offered, LoadResult result, Cost cost) {
        List<String> doubts = new ArrayList<>();
        cost.noise().ifPresent(noise -> aboutNoise(noise, doubts));
        if (isWarmingUp(cost)) {
            doubts.add(text("compilers used %.1f%% of its time: it was still warming up", cost.compilingShare() * 100));
        }
        double generator =
                cost.cpu().getOrDefault(Role.GENERATOR, Duration.ZERO).toNanos()
                        / (double) Math.max(1, result.window().toNanos());
        if (generator > MAX_GENERATOR) {
            doubts.add(text("the generator used %.2f cores and may have been the limit", generator));
        }
        if (!(trial instanceof Trial.Overload)) {
            aboutAnswers(offered, result, doubts);
        }
        return doubts;
    }

    /** Whether compilers worked so much that what was measured will become faster by itself. */
    public static boolean isWarmingUp(Cost cost) {
        return cost.compilingShare() > MAX_COMPILING;
    }

    private static void aboutAnswers(double offered, LoadResult result, List<String> doubts) {
        if (result.failed() > MAX_FAILED * result.sent()) {
            doubts.add(text("%d of %d requests failed %s", result.failed(), result.sent(), result.byStatus()));
        }
        if (offered > 0 && result.good() - result.goodInWindow() > MAX_QUEUED_SECONDS * offered) {
            doubts.add(text("%.0f/s were offered and %.0f/s served: the queue grew", offered, result.throughput()));
        }
    }

    private static void aboutNoise(Noise noise, List<String> doubts) {
        if (noise.steal() > MAX_STEAL) {
            doubts.add(text("the hypervisor took %.1f%% of the processors", noise.steal() * 100));
        }
        if (noise.others() > MAX_OTHERS) {
            doubts.add(text("other load used %.1f%% of the processors", noise.others() * 100));
        }
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
