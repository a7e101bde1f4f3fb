package io.seckill.backend.redrive;

import io.seckill.backend.command.CommandReader;
import io.seckill.backend.command.ParsedRecord;
import io.seckill.backend.parallel.lane.RetryRecords;
import io.seckill.kafka.TopicSettings;
import io.seckill.kafka.TopicTail;
import io.seckill.slots.Routing;
import io.seckill.v1.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Sends dead letters back into their queues, each once: how far it came is a mark in the letters' own partition, which lives
 * as long as any letter before it. The broker forgets a group's position when nobody has used it for a week, and everything
 * would be sent again; so that position is for people to see. Should it die between sending and marking, some are sent twice,
 * and decided once all the same, by their request ids.
 *
 * <p>A command sent back has no time to live any more, which ran out long ago, and no reply address, since its asker has
 * been told. What is no command stays where it is.
 */
public final class Redrive {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** What became of the dead letters: sent back, or left because they are no commands. */
    public record Count(int sent, int left) {
        private Count plus(Count other) {
            return new Count(sent + other.sent, left + other.left);
        }
    }

    private final TopicSettings topics;
    private final Consumer<byte[], byte[]> letters;
    private final Producer<byte[], byte[]> queues;
    private final Routing routing;
    private Count count = new Count(0, 0);

    /**
     * Reads with {@code letters}, whose group remembers what was sent, and sends with {@code queues}, each to where its key is by
     * {@code routing} now: queues may have been added since.
     */
    public Redrive(
            TopicSettings topics, Consumer<byte[], byte[]> letters, Producer<byte[], byte[]> queues, Routing routing) {
        this.topics = topics;
        this.routing = routing;
        this.letters = letters;
        this.queues = queues;
    }

    /** Sends back all that are there now. Blocks. */
    public Count run() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (PartitionInfo each : letters.partitionsFor(topics.deadLetters(), TIMEOUT)) {
            partitions.add(new TopicPartition(each.topic(), each.partition()));
        }
        letters.assign(partitions);
        Map<TopicPartition, Long> ends = letters.endOffsets(partitions, TIMEOUT);
        sentUpTo(ends).forEach(letters::seek);
        TopicTail.read(letters, ends, TIMEOUT, () -> false, found -> count = count.plus(send(found)));
        return count;
    }

    /** The first letter of each partition that was not sent back yet: by its last mark, or by the position, which was all once. */
    private Map<TopicPartition, Long> sentUpTo(Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> sent = new HashMap<>(letters.beginningOffsets(ends.keySet(), TIMEOUT));
        letters.committed(ends.keySet(), TIMEOUT).forEach((partition, position) -> {
            if (position != null) {
                sent.merge(partition, position.offset(), Math::max);
            }
        });
        letters.seekToBeginning(ends.keySet());
        TopicTail.read(
                letters,
                ends,
                TIMEOUT,
                () -> false,
                found -> found.forEach(record -> RetryRecords.sentBackUpTo(record)
                        .ifPresent(upTo ->
                                sent.merge(new TopicPartition(record.topic(), record.partition()), upTo, Math::max))));
        return sent;
    }

    private Count send(ConsumerRecords<byte[], byte[]> records) {
        List<Future<?>> sent = new ArrayList<>();
        int left = 0;
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (RetryRecords.sentBackUpTo(record).isEmpty()) {
                if (CommandReader.read(record, topics.orderingKey()) instanceof ParsedRecord.Valid valid) {
                    sent.add(queues.send(again(record, valid.command().command())));
                } else {
                    left++;
                }
            }
            positions.put(
                    new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
        }
        for (Future<?> each : sent) {
            awaitDurable(each);
        }
        if (!sent.isEmpty()) {
            mark(positions);
        }
        letters.commitSync(positions, TIMEOUT);
        return new Count(sent.size(), left);
    }

    private void mark(Map<TopicPartition, OffsetAndMetadata> positions) {
        List<Future<?>> marks = new ArrayList<>();
        positions.forEach((partition, position) -> marks.add(queues.send(new ProducerRecord<>(
                partition.topic(),
                partition.partition(),
                null,
                null,
                null,
                new RecordHeaders(List.of(RetryRecords.sentBackMark(position.offset())))))));
        for (Future<?> each : marks) {
            awaitDurable(each);
        }
    }

    private ProducerRecord<byte[], byte[]> again(ConsumerRecord<byte[], byte[]> letter, Command command) {
        // Without its age: since it failed, the queue may have forgotten later ones, and would refuse it unheard.
        byte[] value = command.toBuilder()
                .clearReplyTo()
                .clearExpiresAt()
                .clearCreatedAt()
                .build()
                .toByteArray();
        return new ProducerRecord<>(
                topics.requests(),
                routing.queueOf(letter.key()),
                null,
                letter.key(),
                value,
                new RecordHeaders(List.of(RetryRecords.redrivenMark())));
    }

    private static void awaitDurable(Future<?> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new KafkaException("a dead letter was not sent back", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
