package io.seckill.backend.parallel.lane;

import io.seckill.backend.command.CommandReader;
import io.seckill.backend.command.ParsedRecord;
import io.seckill.backend.parallel.window.Window;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.SlotMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Which keys are a queue's own, by the seals and awaits that it has read, and where it waits for other queues. Nothing is
 * handed over, since the handler's state is not the queue's; all that is kept is the order. Owned by the engine's thread.
 */
final class LaneKeyOwnership {
    /** What is asked for is a commit of other queues, and those come this often at the most. */
    private static final long ASK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Keys keys;
    private final Window<Task> fresh;
    private final LanePort outlet;
    private @Nullable SlotMap table;
    private @Nullable Task gate; // an await, first of those that are not completed
    private boolean asking;
    private long askAt;

    /**
     * What an owner begins with.
     *
     * @param of what a key is
     * @param table the one that the queue has heard of last; null: of none, every key that comes is its own
     */
    record Keys(OrderingKey of, @Nullable SlotMap table) {}

    /** Of a queue with the window {@code fresh}. */
    LaneKeyOwnership(Keys keys, Window<Task> fresh, LanePort outlet) {
        this.keys = keys;
        this.table = keys.table();
        this.fresh = fresh;
        this.outlet = outlet;
    }

    /** What {@code record} is. */
    Task read(ConsumerRecord<byte[], byte[]> record) {
        Task task = Task.of(record, keys.of(), outlet.appendedAt(record));
        if (task.mark != null && !outlet.counts(task.mark)) {
            task.mark = null;
            task.refuse(CommandReader.unknownMark());
        }
        return task;
    }

    /** The key in whose line {@code task} stands. */
    String keyOf(Task task) {
        return keys.of().of(task.recorded.command());
    }

    /** Whether what {@code task} is about is another queue's by now. */
    boolean excludes(Task task) {
        return table != null && table.queueOf(keyOf(task)) != task.recorded.queue();
    }

    /** {@code task}, which is in the window, is a seal or an await. */
    void meet(Task task, ParsedRecord mark) {
        if (mark instanceof ParsedRecord.Seal seal) {
            follow(seal.table());
            fresh.complete(task.ticket);
        } else if (mark instanceof ParsedRecord.Await await && isNewer(await.table())) {
            gate = task;
        } else {
            fresh.complete(task.ticket); // written twice, or read twice
        }
    }

    /** Whether nothing more may be taken before other queues have decided what was theirs. */
    boolean waits() {
        return gate != null;
    }

    /** Asks the other queues, now and then, where it waits for them. */
    void turn(long now) {
        Task waiting = gate;
        if (waiting != null && waiting.mark instanceof ParsedRecord.Await await && !asking && now >= askAt) {
            asking = true;
            outlet.ask(await, decided -> {
                asking = false;
                askAt = outlet.now() + ASK_EVERY_NANOS;
                if (decided) {
                    gate = null;
                    follow(await.table());
                    fresh.complete(waiting.ticket);
                }
            });
        }
    }

    private void follow(SlotMap newer) {
        if (isNewer(newer)) {
            table = newer;
        }
    }

    private boolean isNewer(SlotMap other) {
        return table == null || other.version() > table.version();
    }
}
