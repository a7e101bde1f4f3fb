package io.seckill.backend.membership;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;

/** Whether the cluster is there, judged by the consumer's heartbeats: the only sign that a quiet consumer has. */
public final class Heartbeat {
    private final Metric secondsAgo;
    private final Duration sessionTimeout;

    /** Of {@code consumer}, which its group misses after {@code sessionTimeout}. */
    public Heartbeat(Consumer<?, ?> consumer, Duration sessionTimeout) {
        this.secondsAgo = consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("last-heartbeat-seconds-ago"))
                .findFirst()
                .orElseThrow();
        this.sessionTimeout = sessionTimeout;
    }

    /** Why the cluster seems away; empty where it does not. */
    public Optional<String> notReadyReason() {
        double age = ((Number) secondsAgo.metricValue()).doubleValue();
        return age * 1000 > sessionTimeout.toMillis()
                ? Optional.of("no heartbeat for " + (long) age + " s")
                : Optional.empty();
    }
}
