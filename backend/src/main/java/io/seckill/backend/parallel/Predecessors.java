package io.seckill.backend.parallel;

import io.seckill.backend.command.ParsedRecord;
import io.seckill.kafka.OffsetMetadata;
import io.seckill.layout.Layout;
import io.seckill.v1.QueueOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Whether the queues that an await names have decided all that stood before their seals, by the positions that the group has
 * committed: of whatever process. What waits in a retry queue is not decided. Never blocks.
 */
public final class Predecessors {
    private static final int PATIENCE_MS = 3_000;

    private final Admin admin;
    private final String group;
    private final String requests;
    private final Supplier<Layout> layouts;

    /** Of the queues of {@code requests} as {@code group} decides them; where their seals are, {@code layouts} says. */
    public Predecessors(Admin admin, String group, String requests, Supplier<Layout> layouts) {
        this.admin = admin;
        this.group = group;
        this.requests = requests;
        this.layouts = layouts;
    }

    /**
     * Whether nothing before the seals that belong to {@code await} is left to decide; completes on any thread, fails where the
     * cluster does not answer soon. Before the growth has switched its seals may be written once more, so nothing is sure. Of a growth
     * before the last one the seals are not known any more; the last one began when it was over.
     */
    CompletionStage<Boolean> haveDecided(ParsedRecord.Await await) {
        Layout layout = layouts.get();
        long switchedTo = layout.current().version();
        long version = await.table().version();
        boolean sealsAreKnown = switchedTo == version && !layout.seals().isEmpty();
        if (!sealsAreKnown) {
            return CompletableFuture.completedStage(switchedTo >= version);
        }
        List<QueueOffset> seals = layout.seals().stream()
                .filter(seal -> await.from().contains(seal.getQueue()))
                .toList();
        return admin.listConsumerGroupOffsets(group, new ListConsumerGroupOffsetsOptions().timeoutMs(PATIENCE_MS))
                .partitionsToOffsetAndMetadata(group)
                .toCompletionStage()
                .thenApply(positions -> seals.size() == await.from().size()
                        && seals.stream().allMatch(seal -> isBehind(seal, positions)));
    }

    private boolean isBehind(QueueOffset seal, Map<TopicPartition, OffsetAndMetadata> positions) {
        @Nullable OffsetAndMetadata position = positions.get(new TopicPartition(requests, seal.getQueue()));
        return position != null
                && OffsetMetadata.parse(position.metadata()).decidedBefore(position.offset()) > seal.getOffset();
    }
}
