package io.seckill.load.sale;

import java.util.List;

/**
 * A gateway's accounting, read off its metrics: every request that was opened has ended in exactly one way, or is open.
 *
 * @param opened requests taken on since the gateway started
 * @param ended those that have had their outcome
 * @param open those that wait
 */
public record Books(long opened, long ended, long open) {
    private static final String PREFIX = "seckill_requests_";
    private static final List<String> ENDINGS = List.of(
            "replied_total", "pending_answered_total", "send_failed_total", "disconnected_total", "drained_total");

    /** Reads Prometheus's text format. */
    public static Books parse(String metrics) {
        long ended = ENDINGS.stream().mapToLong(name -> value(metrics, name)).sum();
        return new Books(value(metrics, "opened_total"), ended, value(metrics, "open"));
    }

    /** Every request is accounted for. */
    public boolean balance() {
        return opened == ended + open;
    }

    private static long value(String metrics, String name) {
        return Math.round(metrics.lines()
                .filter(line -> line.startsWith(PREFIX + name + " ") || line.startsWith(PREFIX + name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum());
    }
}
