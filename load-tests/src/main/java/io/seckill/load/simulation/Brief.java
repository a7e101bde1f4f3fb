package io.seckill.load.simulation;

import io.seckill.load.sale.ItemIds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * What a simulation is told: crosses from the process that hosts it to Gatling's as system properties.
 *
 * @param buyers URL of the gateway's public listener
 * @param operators URL of its management listener
 * @param run part of every item's and user's name, so that runs against one gateway do not meet
 * @param items on how many items the load is spread
 * @param stock units of each
 * @param rate buyers a second
 * @param warmUp how long others come before them, who are not judged
 * @param duration how long they come
 * @param levels how many steps a staircase has
 * @param objective the p99 that the simulation asks for
 * @param answers where it leaves what the buyers were told
 */
public record Brief(
        String buyers,
        String operators,
        String run,
        int items,
        long stock,
        double rate,
        Duration warmUp,
        Duration duration,
        int levels,
        Duration objective,
        Path answers) {
    private static final String PREFIX = "seckill.simulation.";
    private static final int QUEUES = 5;

    /** Reads the brief that {@link #jvmOptions} wrote. */
    static Brief read(Properties properties) {
        return new Brief(
                text(properties, "buyers"),
                text(properties, "operators"),
                text(properties, "run"),
                Integer.parseInt(text(properties, "items")),
                Long.parseLong(text(properties, "stock")),
                Double.parseDouble(text(properties, "rate")),
                Duration.parse(text(properties, "warmUp")),
                Duration.parse(text(properties, "duration")),
                Integer.parseInt(text(properties, "levels")),
                Duration.parse(text(properties, "objective")),
                Path.of(text(properties, "answers")));
    }

    private static String text(Properties properties, String name) {
        String value = properties.getProperty(PREFIX + name);
        if (value == null) {
            throw new IllegalStateException(
                    "a simulation is run by load-tests/simulate: " + PREFIX + name + " is missing");
        }
        return value;
    }

    /** The brief as options of a JVM. */
    public List<String> jvmOptions() {
        List<String> options = new ArrayList<>();
        add(options, "buyers", buyers);
        add(options, "operators", operators);
        add(options, "run", run);
        add(options, "items", items);
        add(options, "stock", stock);
        add(options, "rate", rate);
        add(options, "warmUp", warmUp);
        add(options, "duration", duration);
        add(options, "levels", levels);
        add(options, "objective", objective);
        add(options, "answers", answers);
        return options;
    }

    private static void add(List<String> options, String name, Object value) {
        options.add("-D" + PREFIX + name + "=" + value);
    }

    /** {@code most}, or the duration where that is shorter: a short run has a short prelude too. */
    Duration atMost(Duration most) {
        return duration.compareTo(most) < 0 ? duration : most;
    }

    /** The ids of the items, spread over the queues of the shipped settings. */
    public List<String> itemIds() {
        int perQueue = (items + QUEUES - 1) / QUEUES;
        return ItemIds.spread(run, perQueue, QUEUES).subList(0, items);
    }

    /** The ids of the items with which everything is warmed up: one for each queue of the shipped settings. */
    List<String> warmUpItemIds() {
        return ItemIds.spread(run + "-warm-up", 1, QUEUES);
    }
}
