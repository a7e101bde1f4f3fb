package io.seckill.deadletter;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.contract.CommandCheck;
import io.seckill.contract.Limits;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.slots.OrderingKey;
import io.seckill.v1.Command;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the topic of dead letters, and what stands in its records: whoever may write commands may write anything. */
final class LetterReader {
    /** What is fetched at once: a letter may have half a million bytes, and is done with once it has been looked at. */
    private static final int FETCH_BYTES = 1024 * 1024;

    /** Records that are looked at in one go: as many offsets may stand in a mark. */
    private static final int POLL_RECORDS = 500;

    private final String topic;
    private final OrderingKey key;

    LetterReader(TopicSettings topics) {
        this.topic = topics.deadLetters();
        this.key = topics.orderingKey();
    }

    /** A consumer for the topic, called {@code clientId} and of no group. */
    static Consumer<byte[], byte[]> open(KafkaSettings kafka, String clientId) {
        Map<String, Object> properties = kafka.asking(Map.of(
                "client.id",
                clientId,
                "enable.auto.commit",
                false,
                "allow.auto.create.topics",
                false,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest", // where the oldest are deleted between a look at the beginning and the first fetch
                "max.poll.records",
                POLL_RECORDS,
                "fetch.max.bytes",
                FETCH_BYTES,
                "max.partition.fetch.bytes",
                FETCH_BYTES));
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The topic's partitions: each has the letters of one queue. */
    List<TopicPartition> partitions(Consumer<?, ?> consumer) {
        return consumer.partitionsFor(topic).stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
    }

    /** The letter that {@code record} is. */
    Letter letter(ConsumerRecord<byte[], byte[]> record) {
        String item = parsed(record).map(Command::getItemId).orElse("");
        return new Letter(
                record.partition(),
                record.offset(),
                LetterHeaders.text(record, LetterHeaders.ORIGIN_OFFSET),
                Instant.ofEpochMilli(record.timestamp()),
                Limits.isItemId(item) ? item : "",
                LetterHeaders.text(record, LetterHeaders.REASON),
                command(record).map(command -> command.getActionCase().name()).orElse(""));
    }

    /** The command that {@code record} holds, by the rules that a backend reads commands by; empty where it is none. */
    Optional<Command> command(ConsumerRecord<byte[], byte[]> record) {
        return parsed(record)
                .filter(LetterReader::hasAction)
                .filter(command -> CommandCheck.wrongField(command) == null)
                .filter(command -> Arrays.equals(record.key(), key.of(command).getBytes(StandardCharsets.UTF_8)));
    }

    /** A seal or an await is obeyed where it stands, and nowhere else. */
    private static boolean hasAction(Command command) {
        return command.getActionCase() != Command.ActionCase.ACTION_NOT_SET
                && !command.hasSeal()
                && !command.hasAwait();
    }

    private static Optional<Command> parsed(ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.value() == null ? Optional.empty() : Optional.of(Command.parseFrom(record.value()));
        } catch (InvalidProtocolBufferException noCommand) {
            return Optional.empty();
        }
    }
}
