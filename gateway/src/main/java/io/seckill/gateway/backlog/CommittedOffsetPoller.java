package io.seckill.gateway.backlog;

import io.seckill.kafka.Refusals;
import io.seckill.v1.QueuePosition;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.ListOffsetsResultInfo;
import io.vertx.kafka.admin.OffsetSpec;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.OffsetAndMetadata;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker how far the deciding group has come, while requests wait and no backend says so, or one says more than this
 * gateway knows to be there.
 *
 * <p>A backend speaks only to gateways whose commands it has met; one that is new behind a long backlog would not know
 * its buyers' places until then.
 */
public final class CommittedOffsetPoller {
    private static final Logger log = LoggerFactory.getLogger(CommittedOffsetPoller.class);
    private static final long LOOK_EVERY_MILLIS = 500;
    private static final long SILENT_MILLIS = 1_000;
    private static final long NOTHING = -1;

    /** Ten seconds of looks that find nothing, longer than a take-over lasts. */
    private static final int LOOKS_IN_VAIN = 20;

    private final Refusals refusals = new Refusals(log);
    private final Vertx vertx;
    private final KafkaAdminClient admin;
    private final String group;
    private final String topic;
    private final Backlog backlog;
    private int looksInVain; // of the event loop that looks

    /** Asks through {@code admin} for the positions of {@code group} on {@code topic}, for {@code backlog}. */
    public CommittedOffsetPoller(Vertx vertx, KafkaAdminClient admin, String group, String topic, Backlog backlog) {
        this.vertx = vertx;
        this.admin = admin;
        this.group = group;
        this.topic = topic;
        this.backlog = backlog;
    }

    /** Looks from now on, while {@code wanted}; ends with {@code vertx}. */
    public void start(BooleanSupplier wanted) {
        vertx.timer(LOOK_EVERY_MILLIS).onSuccess(due -> {
            Map<Integer, Long> doubted = backlog.doubted();
            boolean look = wanted.getAsBoolean() && (backlog.silentMillis() > SILENT_MILLIS || !doubted.isEmpty());
            Future<Void> looked = look
                    ? ask(doubted).onFailure(silent -> refusals.failed("no place in line is known", silent))
                    : Future.succeededFuture();
            looked.onComplete(done -> start(wanted));
        });
    }

    private Future<Void> ask(Map<Integer, Long> doubted) {
        var latest = doubted.keySet().stream()
                .collect(Collectors.toMap(queue -> new TopicPartition(topic, queue), queue -> OffsetSpec.LATEST));
        var ends = doubted.isEmpty()
                ? Future.succeededFuture(Map.<TopicPartition, ListOffsetsResultInfo>of())
                : admin.listOffsets(latest);
        return admin.listConsumerGroupOffsets(group)
                .compose(offsets -> ends.map(known -> {
                    List<QueuePosition> found = offsets.entrySet().stream()
                            .filter(entry -> entry.getKey().getTopic().equals(topic) && entry.getValue() != null)
                            .map(CommittedOffsetPoller::position)
                            .toList();
                    backlog.advance(found);
                    tell(found.isEmpty());
                    known.forEach((queue, end) -> backlog.check(
                            queue.getPartition(),
                            doubted.getOrDefault(queue.getPartition(), NOTHING),
                            decided(offsets.get(queue)),
                            end.getOffset()));
                    return null;
                }));
    }

    private static long decided(@Nullable OffsetAndMetadata position) {
        return position == null ? NOTHING : position.getOffset();
    }

    /** Else nobody would find out why no place in line is known, and why a line that stands is not closed. */
    private void tell(boolean inVain) {
        looksInVain = inVain ? looksInVain + 1 : 0;
        if (looksInVain == LOOKS_IN_VAIN) {
            log.warn(
                    "requests wait, and the group {} has no committed offset in {}: as long as no backend reports its"
                            + " progress either, places in line are not known and a line that stands is not closed; is"
                            + " kafka.group the backends' group?",
                    group,
                    topic);
        }
    }

    private static QueuePosition position(Map.Entry<TopicPartition, OffsetAndMetadata> entry) {
        return QueuePosition.newBuilder()
                .setQueue(entry.getKey().getPartition())
                .setOffset(entry.getValue().getOffset())
                .build();
    }
}
