package io.seckill.backend.projection;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What some records of the ledger, in the order of their queues, say of orders. Not thread-safe. */
final class ProjectedBatch {
    /** An order as it was written at a place. */
    record Written(LogPosition place, Order order) {}

    /** An order's record without value: the ledger, or this queue of it, holds it no more. */
    record Dropped(LogPosition place, long at) {}

    private final Map<OrderKey, Written> written = new HashMap<>();
    private final Map<OrderKey, Dropped> dropped = new HashMap<>();
    private final Map<Integer, Long> ends = new HashMap<>();

    /** Takes {@code records}; those of each queue in their order. */
    static ProjectedBatch of(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        ProjectedBatch batch = new ProjectedBatch();
        records.forEach(batch::add);
        return batch;
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        LogPosition place = new LogPosition(record.partition(), record.offset());
        OrderKey.parse(record.key()).ifPresent(key -> {
            if (record.value() == null) {
                dropped.merge(key, new Dropped(place, record.timestamp()), ProjectedBatch::later);
            } else {
                written.merge(key, new Written(place, order(record)), ProjectedBatch::later);
            }
        });
        ends.put(record.partition(), record.offset() + 1);
    }

    private static Dropped later(Dropped one, Dropped other) {
        return one.place().compareTo(other.place()) > 0 ? one : other;
    }

    private static Written later(Written one, Written other) {
        return one.place().compareTo(other.place()) > 0 ? one : other;
    }

    private static Order order(ConsumerRecord<byte[], byte[]> record) {
        try {
            LedgerRecord entry = LedgerRecord.parseFrom(record.value());
            if (entry.hasOrder() && entry.getOrder().getStatus() != OrderStatus.UNRECOGNIZED) {
                return entry.getOrder();
            }
        } catch (InvalidProtocolBufferException broken) {
            throw new UnreadableException(record, broken);
        }
        throw new UnreadableException(record, null);
    }

    /** The latest value of each order that has one. */
    Map<OrderKey, Written> written() {
        return written;
    }

    /** The latest record without value of each order that has one; it may be before the value, or after it. */
    Map<OrderKey, Dropped> dropped() {
        return dropped;
    }

    /** Where each queue goes on. */
    Map<Integer, Long> ends() {
        return ends;
    }
}
