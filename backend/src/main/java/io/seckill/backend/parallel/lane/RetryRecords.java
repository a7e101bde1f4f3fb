package io.seckill.backend.parallel.lane;

import io.seckill.backend.command.CommandReader;
import io.seckill.backend.command.DeadLetter;
import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.command.ParsedRecord;
import io.seckill.deadletter.LetterHeaders;
import io.seckill.kafka.TopicSettings;
import io.seckill.tracing.TraceHeaders;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** The form of records in the retry and dead-letter topics: the record as it was, and headers that tell its story. */
public final class RetryRecords {
    private static final String ATTEMPTS = "attempts";
    private static final String ORIGIN_TIMESTAMP = "origin-timestamp";

    private static final int MAX_REASON = 1_000;

    private final TopicSettings topics;

    /** The form of records in {@code topics}. */
    public RetryRecords(TopicSettings topics) {
        this.topics = topics;
    }

    /** {@code task} for the retry topic. */
    public ProducerRecord<byte[], byte[]> copy(Task task) {
        ConsumerRecord<byte[], byte[]> raw = task.raw;
        Headers headers = new RecordHeaders(List.of(
                LetterHeaders.of(ATTEMPTS, Integer.toString(task.failures)),
                LetterHeaders.of(LetterHeaders.REASON, cut(task.reason)),
                LetterHeaders.of(LetterHeaders.ORIGIN_OFFSET, Long.toString(raw.offset())),
                LetterHeaders.of(ORIGIN_TIMESTAMP, Long.toString(task.recorded.appendedAt()))));
        TraceHeaders.of(raw.headers()).forEach(headers::add);
        if (task.redriven) {
            headers.add(LetterHeaders.of(LetterHeaders.REDRIVEN, "true"));
        }
        return new ProducerRecord<>(topics.retries(), raw.partition(), null, raw.key(), raw.value(), headers);
    }

    /** {@code task} for the dead-letter topic. */
    public ProducerRecord<byte[], byte[]> letter(Task task) {
        ProducerRecord<byte[], byte[]> letter = DeadLetter.of(task.raw, topics.deadLetters(), cut(task.reason));
        letter.headers().add(LetterHeaders.of(ATTEMPTS, Integer.toString(task.failures)));
        return letter;
    }

    /** The task that {@code copy}, read from the retry topic, stands for; empty where no backend wrote it. */
    public Optional<Task> read(ConsumerRecord<byte[], byte[]> copy) {
        try {
            ConsumerRecord<byte[], byte[]> raw = origin(copy);
            if (CommandReader.read(raw, topics.orderingKey()) instanceof ParsedRecord.Valid valid) {
                LoggedCommand recorded = valid.command();
                Task task = new Task(recorded, raw, redriven(copy));
                task.failures = Integer.parseInt(LetterHeaders.text(copy, ATTEMPTS));
                task.reason = LetterHeaders.text(copy, LetterHeaders.REASON);
                return Optional.of(task);
            }
            return Optional.empty();
        } catch (NumberFormatException nobodyOfOurs) {
            return Optional.empty();
        }
    }

    private ConsumerRecord<byte[], byte[]> origin(ConsumerRecord<byte[], byte[]> copy) {
        return new ConsumerRecord<>(
                topics.requests(),
                copy.partition(),
                Long.parseLong(LetterHeaders.text(copy, LetterHeaders.ORIGIN_OFFSET)),
                Long.parseLong(LetterHeaders.text(copy, ORIGIN_TIMESTAMP)),
                TimestampType.LOG_APPEND_TIME,
                copy.serializedKeySize(),
                copy.serializedValueSize(),
                copy.key(),
                copy.value(),
                copy.headers(),
                Optional.empty());
    }

    /** Whether {@code record} was taken out of the dead letters. */
    static boolean redriven(ConsumerRecord<?, ?> record) {
        return record.headers().lastHeader(LetterHeaders.REDRIVEN) != null;
    }

    /** A failure may say anything, and the record must still fit into its topic. */
    private static String cut(String reason) {
        return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON);
    }
}
