package io.seckill.backend.command;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a record was appended, as far as that can be believed.
 *
 * <p>The log's time never goes back. Taken from one broker whose clock is a day ahead, it would end every hold at once,
 * and no later hold for a day. So a timestamp that is far ahead of this machine's clock counts as the moment at which it
 * is read. What became the log's time is kept with the position: who takes the queue over goes on from there, whatever his own
 * clock says.
 */
public final class RecordTime {
    /** How far a broker's clock may be ahead of this machine's. */
    static final Duration MAX_AHEAD = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(RecordTime.class);
    private static final long WARN_EVERY_MS = 60_000;

    private final InstantSource clock;
    private final Counter refused;
    private long warnNotBefore = Long.MIN_VALUE;

    /** By {@code clock}; for one thread. */
    public RecordTime(InstantSource clock, MeterRegistry registry) {
        this.clock = clock;
        this.refused = Counter.builder("seckill.record.times.refused")
                .description("records whose timestamp was too far ahead of this machine's clock to be believed")
                .register(registry);
    }

    /** Milliseconds since the Unix epoch. */
    public long of(ConsumerRecord<?, ?> record) {
        long now = clock.millis();
        if (record.timestamp() <= now + MAX_AHEAD.toMillis()) {
            return record.timestamp();
        }
        refused.increment();
        if (now >= warnNotBefore) {
            warnNotBefore = now + WARN_EVERY_MS;
            log.warn(
                    "{}-{} offset {} says that it was appended {} s from now: a clock is wrong, of a broker or of this machine",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    Duration.ofMillis(record.timestamp() - now).toSeconds());
        }
        return now;
    }
}
