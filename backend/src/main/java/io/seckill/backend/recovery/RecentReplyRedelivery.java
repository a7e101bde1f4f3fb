package io.seckill.backend.recovery;

import io.seckill.backend.command.CommandReader;
import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.command.ParsedRecord;
import io.seckill.backend.decide.Ledger;
import io.seckill.backend.deliver.Reply;
import io.seckill.backend.recovery.LedgerLoad.Loaded;
import io.seckill.kafka.TopicTail;
import io.seckill.slots.OrderingKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers again what was decided last, from the log and the rebuilt ledger: a queue's former owner may have died
 * between the commit and the delivery, and its callers still wait. Only what the ledger remembers is told. It is a
 * courtesy: where the log cannot be read soon, the take-over goes on without.
 */
public final class RecentReplyRedelivery {
    private static final Logger log = LoggerFactory.getLogger(RecentReplyRedelivery.class);

    /** How old, by the log's time, a command may be that is answered again: past it nobody waits any more. */
    private static final long REDELIVER_WITHIN_MS = 30_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final TakeOverSettings settings;
    private final InstantSource clock;

    public RecentReplyRedelivery(TakeOverSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * The answers of each of {@code queues}, oldest first; {@code reader} is assigned elsewhere afterwards.
     *
     * @param givenUp says when the queues are no longer wanted; then the answers so far
     */
    Map<TopicPartition, List<Reply>> recall(
            Consumer<byte[], byte[]> reader, Map<TopicPartition, Loaded> queues, BooleanSupplier givenUp) {
        Map<TopicPartition, List<Reply>> replies = new HashMap<>();
        try {
            Map<TopicPartition, Long> starts = starts(reader, queues);
            if (!starts.isEmpty()) {
                reader.assign(starts.keySet());
                starts.forEach(reader::seek);
                read(reader, queues, replies, givenUp);
            }
        } catch (InterruptException wantedNoMore) {
            throw wantedNoMore;
        } catch (KafkaException e) {
            log.warn("the latest decisions of {} are not told again", queues.keySet(), e);
        }
        return replies;
    }

    /** Where to read from; a queue without a command recent enough is left out. */
    private Map<TopicPartition, Long> starts(Consumer<?, ?> reader, Map<TopicPartition, Loaded> queues) {
        if (settings.redeliver() == 0) {
            return Map.of();
        }
        Map<TopicPartition, Long> since = new HashMap<>();
        queues.keySet().forEach(queue -> since.put(queue, since()));
        Map<TopicPartition, Long> starts = new HashMap<>();
        reader.offsetsForTimes(since, TIMEOUT).forEach((queue, recent) -> {
            Loaded loaded = queues.get(queue);
            if (loaded != null && isBefore(recent, loaded.position())) {
                starts.put(queue, Math.max(recent.offset(), loaded.position() - settings.redeliver()));
            }
        });
        return starts;
    }

    private static boolean isBefore(@Nullable OffsetAndTimestamp recent, long position) {
        return recent != null && recent.offset() < position; // null: no command is that recent
    }

    private void read(
            Consumer<byte[], byte[]> reader,
            Map<TopicPartition, Loaded> queues,
            Map<TopicPartition, List<Reply>> replies,
            BooleanSupplier givenUp) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        queues.forEach((queue, loaded) -> {
            if (reader.assignment().contains(queue)) {
                ends.put(queue, loaded.position());
            }
        });
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        BooleanSupplier late = () -> System.nanoTime() - deadline > 0;
        TopicTail.read(reader, ends, TIMEOUT, () -> givenUp.getAsBoolean() || late.getAsBoolean(), records -> {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                TopicPartition queue = new TopicPartition(record.topic(), record.partition());
                Loaded loaded = queues.get(queue);
                if (loaded != null && record.offset() < loaded.position()) {
                    reply(record, loaded.ledger())
                            .ifPresent(replies.computeIfAbsent(queue, first -> new ArrayList<>())::add);
                }
            }
        });
        if (late.getAsBoolean()) {
            log.warn("only a part of the latest decisions of {} is told again", queues.keySet());
        }
    }

    private Optional<Reply> reply(ConsumerRecord<byte[], byte[]> record, Ledger ledger) {
        if (record.timestamp() < since()
                || !(CommandReader.read(record, OrderingKey.ITEM) instanceof ParsedRecord.Valid valid)) {
            return Optional.empty();
        }
        LoggedCommand recorded = valid.command();
        String address = recorded.command().getReplyTo();
        try {
            return address.isEmpty()
                    ? Optional.empty()
                    : ledger.recall(recorded).map(result -> new Reply(address, result));
        } catch (RuntimeException e) {
            log.error("what was told of offset {} cannot be told again", record.offset(), e);
            return Optional.empty(); // a courtesy must not keep the queue from being taken over
        }
    }

    private long since() {
        return clock.millis() - REDELIVER_WITHIN_MS;
    }
}
