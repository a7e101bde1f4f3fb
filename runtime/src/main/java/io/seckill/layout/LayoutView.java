package io.seckill.layout;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.kafka.TopicTail;
import io.seckill.v1.GatewayLease;
import io.seckill.v1.SlotLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the topic says after the records taken so far. Owned by the thread that reads. */
public final class LayoutView {
    private static final Logger log = LoggerFactory.getLogger(LayoutView.class);

    static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** The key of the layout. */
    public static final String LAYOUT = "layout";

    /** What the key of a gateway's lease begins with; its address follows. */
    public static final String LEASE = "gateway/";

    /**
     * A gateway's word that it lives.
     *
     * @param lease what it says
     * @param offset where it says so
     * @param writtenAt when, by the log's time
     */
    public record Lease(GatewayLease lease, long offset, long writtenAt) {}

    /** As many as there are gateways: each has one key. */
    private final Map<String, Lease> leases = new TreeMap<>();

    private @Nullable Layout layout;
    private long layoutOffset = -1;

    /**
     * Reads the topic {@code slots} with {@code consumer}, from its beginning to what is its end now. Blocks.
     *
     * @throws org.apache.kafka.common.KafkaException where the cluster cannot be read
     */
    public static LayoutView read(Consumer<byte[], byte[]> consumer, String slots) {
        LayoutView view = new LayoutView();
        TopicPartition partition = new TopicPartition(slots, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        view.readOn(consumer, partition, TIMEOUT);
        return view;
    }

    /** As {@link #read}, from where {@code consumer} is in {@code partition}, waiting for {@code silence} at most. */
    public void readOn(Consumer<byte[], byte[]> consumer, TopicPartition partition, Duration silence) {
        TopicTail.read(consumer, List.of(partition), silence, records -> records.forEach(this::take));
    }

    /**
     * Takes the next record; true where the layout is another one then. A record of another kind is passed over, and so is an
     * unreadable one, and a layout that does not follow: somebody else's was there before it.
     */
    public boolean take(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        try {
            if (key.equals(LAYOUT) && record.value() != null) {
                return takeLayout(Layout.of(SlotLayout.parseFrom(record.value())), record.offset());
            }
            if (key.startsWith(LEASE)) {
                takeLease(key.substring(LEASE.length()), record);
            }
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            log.error("{} offset {} cannot be read: {}", record.topic(), record.offset(), e.getMessage());
        }
        return false;
    }

    private boolean takeLayout(Layout newer, long offset) {
        if (layout != null && !newer.follows(layout)) {
            return false;
        }
        layout = newer;
        layoutOffset = offset;
        return true;
    }

    private void takeLease(String address, ConsumerRecord<byte[], byte[]> record)
            throws InvalidProtocolBufferException {
        if (record.value() == null) {
            leases.remove(address); // it has stopped in order
        } else {
            leases.put(address, new Lease(GatewayLease.parseFrom(record.value()), record.offset(), record.timestamp()));
        }
    }

    /** The layout, or null where there is none. */
    public @Nullable Layout layout() {
        return layout;
    }

    /** Where the layout was written; -1 where there is none. */
    public long layoutOffset() {
        return layoutOffset;
    }

    /** The latest word of every gateway that has not stopped in order, by its address. */
    public Map<String, Lease> leases() {
        return Map.copyOf(leases);
    }
}
