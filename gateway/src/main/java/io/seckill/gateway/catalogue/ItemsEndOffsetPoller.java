package io.seckill.gateway.catalogue;

import io.seckill.kafka.Refusals;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.OffsetSpec;
import io.vertx.kafka.client.common.TopicPartition;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the broker, again and again, where the items topic ends: at the high watermark, open transactions or not. */
public final class ItemsEndOffsetPoller {
    private static final Logger log = LoggerFactory.getLogger(ItemsEndOffsetPoller.class);

    /** So many answers may fail to come before a view that was confirmed is no longer current. */
    private static final int LOOKS_PER_AGE = 5;

    private final Refusals refusals = new Refusals(log);
    private final Vertx vertx;
    private final KafkaAdminClient admin;
    private final TopicPartition partition;
    private final Freshness freshness;
    private final LongSupplier monotonicMillis;

    /** Asks through {@code admin} for the end of {@code topic}, for {@code freshness}. */
    public ItemsEndOffsetPoller(
            Vertx vertx, KafkaAdminClient admin, String topic, Freshness freshness, LongSupplier monotonicMillis) {
        this.vertx = vertx;
        this.admin = admin;
        this.partition = new TopicPartition(topic, 0);
        this.freshness = freshness;
        this.monotonicMillis = monotonicMillis;
    }

    /** Asks from now on, often enough for a view that may be {@code maxAge} old; ends with {@code vertx}. */
    public void start(Duration maxAge) {
        ask().onFailure(unanswered -> refusals.failed("the end of the items topic cannot be read", unanswered))
                .onComplete(asked -> vertx.timer(Math.max(1, maxAge.toMillis() / LOOKS_PER_AGE))
                        .onSuccess(due -> start(maxAge)));
    }

    private Future<Void> ask() {
        long askedAt = monotonicMillis.getAsLong();
        return admin.listOffsets(Map.of(partition, OffsetSpec.LATEST)).map(ends -> {
            freshness.told(Objects.requireNonNull(ends.get(partition)).getOffset(), askedAt);
            return null;
        });
    }
}
