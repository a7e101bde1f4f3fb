package io.seckill.deadletter;

import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.kafka.TopicTail;
import io.seckill.layout.Layout;
import io.seckill.layout.LayoutLog;
import io.seckill.settings.SettingsException;
import io.seckill.slots.Routing;
import io.seckill.v1.Command;
import io.seckill.v1.GrowthPhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends dead letters back into their queues, each once: {@link SentBack} has the marks. Should it die between sending and
 * marking, or run twice at once, some are sent twice: by its request id a purchase is decided once all the same.
 *
 * <p>A command sent back has no reply address, since its asker has been told, and no time to live any more, which ran out
 * long ago. Among many, a change of an item keeps it: what an operator wanted then may undo what was done since, so backends
 * refuse it. What is no command stays where it is.
 */
public final class Redrive {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final String CLIENT = "seckill-redrive";

    /**
     * What became of the letters that were meant.
     *
     * @param sent sent back
     * @param sentBefore left, because they were sent back before
     * @param left left, because they are no commands
     */
    public record Count(int sent, int sentBefore, int left) {}

    private final KafkaSettings kafka;
    private final TopicSettings topics;
    private final LetterReader reader;

    /** Of the dead letters of {@code topics} of the cluster of {@code kafka}. */
    public Redrive(KafkaSettings kafka, TopicSettings topics) {
        this.kafka = kafka;
        this.topics = topics;
        this.reader = new LetterReader(topics);
    }

    /**
     * Sends back those of {@code selection} that are there now. Blocks.
     *
     * @throws KafkaException where the cluster cannot be read or written; some may have been sent
     * @throws SettingsException while queues are added, or where there is no layout yet; none was sent
     */
    public Count run(Selection selection) {
        try (Consumer<byte[], byte[]> letters = LetterReader.open(kafka, CLIENT);
                Producer<byte[], byte[]> queues = open()) {
            List<TopicPartition> partitions = reader.partitions(letters).stream()
                    .filter(each -> selection.isOf(each.partition()))
                    .toList();
            Routing routing = routing();
            letters.assign(partitions);
            Map<TopicPartition, Long> ends = letters.endOffsets(partitions);
            Map<TopicPartition, Long> first = new HashMap<>(letters.beginningOffsets(partitions));
            first.replaceAll((partition, beginning) -> selection.from(beginning));
            SentBack sentBack = new SentBack(first);
            first.forEach(letters::seek);
            TopicTail.read(letters, ends, TIMEOUT, () -> false, found -> found.forEach(sentBack::read));
            first.forEach(letters::seek);
            Sending sending = new Sending(selection, sentBack, routing, queues);
            TopicTail.read(letters, ends, TIMEOUT, () -> false, sending::send);
            return new Count(sending.sent, sending.sentBefore, sending.left);
        }
    }

    /** Where keys are now: queues may have been added since a command was given up. */
    private Routing routing() {
        try (LayoutLog log = new LayoutLog(kafka, topics.slots(), CLIENT + "-slots")) {
            Layout layout = log.read().layout();
            if (layout == null || layout.phase() != GrowthPhase.GROWTH_PHASE_STEADY) {
                throw new SettingsException(
                        layout == null
                                ? "the topic " + topics.slots() + " holds no layout: no backend was ever started"
                                : "queues are being added: wait until grow has ended, then redrive");
            }
            return layout.routing();
        }
    }

    private Producer<byte[], byte[]> open() {
        Map<String, Object> properties = kafka.with(Map.of(
                "client.id",
                CLIENT,
                "acks",
                "all",
                "request.timeout.ms",
                (int) KafkaSettings.REQUEST_TIMEOUT.toMillis(),
                "delivery.timeout.ms",
                (int) TIMEOUT.toMillis(),
                "max.block.ms",
                TIMEOUT.toMillis()));
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** One run, from its second reading on. */
    private final class Sending {
        private final Selection selection;
        private final SentBack sentBack;
        private final Routing routing;
        private final Producer<byte[], byte[]> queues;
        private int sent;
        private int sentBefore;
        private int left;

        private Sending(Selection selection, SentBack sentBack, Routing routing, Producer<byte[], byte[]> queues) {
            this.selection = selection;
            this.sentBack = sentBack;
            this.routing = routing;
            this.queues = queues;
        }

        private void send(ConsumerRecords<byte[], byte[]> records) {
            for (TopicPartition partition : records.partitions()) {
                Map<Long, Future<?>> sending = new LinkedHashMap<>(); // by offset
                for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                    Command command = take(record);
                    if (command != null) {
                        sending.put(record.offset(), queues.send(again(record, command)));
                    }
                }
                mark(partition, sending);
            }
        }

        /** Marks those that are durable, then throws what the first of the others failed for. */
        private void mark(TopicPartition partition, Map<Long, Future<?>> sending) {
            List<Long> durable = new ArrayList<>();
            List<KafkaException> failures = new ArrayList<>();
            sending.forEach((offset, each) -> {
                try {
                    awaitDurable(each);
                    durable.add(offset);
                } catch (KafkaException e) {
                    failures.add(e);
                }
            });
            if (!durable.isEmpty()) {
                awaitDurable(queues.send(SentBack.mark(partition, durable)));
            }
            sent += durable.size();
            if (!failures.isEmpty()) {
                throw failures.get(0);
            }
        }

        /** The command to send back; null where {@code record} is none, or was sent before. */
        private @Nullable Command take(ConsumerRecord<byte[], byte[]> record) {
            Letter letter = reader.letter(record);
            if (SentBack.isMark(record) || !selection.includes(letter)) {
                return null;
            }
            if (sentBack.has(letter)) {
                sentBefore++;
                return null;
            }
            Command command = reader.command(record).orElse(null);
            left += command == null ? 1 : 0;
            return command;
        }

        private ProducerRecord<byte[], byte[]> again(ConsumerRecord<byte[], byte[]> letter, Command command) {
            // Without its age: since it failed, the queue may have forgotten later ones, and would refuse it unheard.
            Command.Builder again = command.toBuilder().clearReplyTo().clearCreatedAt();
            if (selection.isOne() || !changesItem(command)) {
                again.clearExpiresAt();
            }
            return new ProducerRecord<>(
                    topics.requests(),
                    routing.queueOf(letter.key()),
                    null,
                    letter.key(),
                    again.build().toByteArray(),
                    new RecordHeaders(List.of(LetterHeaders.of(LetterHeaders.REDRIVEN, "true"))));
        }
    }

    private static boolean changesItem(Command command) {
        return command.hasPutItem() || command.hasChangeState() || command.hasDeleteItem();
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
