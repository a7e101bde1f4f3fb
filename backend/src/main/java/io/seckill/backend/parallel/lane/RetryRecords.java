package io.seckill.backend.parallel.lane;

import io.seckill.backend.command.CommandReader;
import io.seckill.backend.command.DeadLetter;
import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.command.ParsedRecord;
import io.seckill.kafka.DeadLetters;
import io.seckill.kafka.TopicSettings;
import io.seckill.tracing.TraceHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** The form of records in the retry and dead-letter topics: the record as it was, and headers that tell its story. */
public final class RetryRecords {
    private static final String ATTEMPTS = "attempts";
    private static final String REASON = DeadLetters.REASON;
    private static final String ORIGIN_OFFSET = DeadLetters.ORIGIN_OFFSET;
    private static final String ORIGIN_TIMESTAMP = "origin-timestamp";
    private static final String REDRIVEN = "redriven";

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
                header(ATTEMPTS, Integer.toString(task.failures)),
                header(REASON, cut(task.reason)),
                header(ORIGIN_OFFSET, Long.toString(raw.offset())),
                header(ORIGIN_TIMESTAMP, Long.toString(task.recorded.appendedAt()))));
        TraceHeaders.of(raw.headers()).forEach(headers::add);
        if (task.redriven) {
            headers.add(header(REDRIVEN, "true"));
        }
        return new ProducerRecord<>(topics.retries(), raw.partition(), null, raw.key(), raw.value(), headers);
    }

    /** {@code task} for the dead-letter topic. */
    public ProducerRecord<byte[], byte[]> letter(Task task) {
        ProducerRecord<byte[], byte[]> letter = DeadLetter.of(task.raw, topics.deadLetters(), cut(task.reason));
        letter.headers().add(header(ATTEMPTS, Integer.toString(task.failures)));
        return letter;
    }

    /** The task that {@code copy}, read from the retry topic, stands for; empty where no backend wrote it. */
    public Optional<Task> read(ConsumerRecord<byte[], byte[]> copy) {
        try {
            ConsumerRecord<byte[], byte[]> raw = origin(copy);
            if (CommandReader.read(raw, topics.orderingKey()) instanceof ParsedRecord.Valid valid) {
                LoggedCommand recorded = valid.command();
                Task task = new Task(recorded, raw, copy.headers().lastHeader(REDRIVEN) != null);
                task.failures = Integer.parseInt(text(copy, ATTEMPTS));
                task.reason = text(copy, REASON);
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
                Long.parseLong(text(copy, ORIGIN_OFFSET)),
                Long.parseLong(text(copy, ORIGIN_TIMESTAMP)),
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
        return record.headers().lastHeader(REDRIVEN) != null;
    }

    /** What marks a record as taken out of the dead letters. */
    public static Header redrivenMark() {
        return header(REDRIVEN, "true");
    }

    /** What marks, among the dead letters, that those of its partition before {@code offset} were sent back. */
    public static Header sentBackMark(long offset) {
        return header(DeadLetters.SENT_BACK_UP_TO, Long.toString(offset));
    }

    /** The offset of such a mark; empty where {@code record} is none, but a letter. */
    public static OptionalLong sentBackUpTo(ConsumerRecord<?, ?> record) {
        boolean mark = record.value() == null && record.headers().lastHeader(DeadLetters.SENT_BACK_UP_TO) != null;
        return mark ? OptionalLong.of(Long.parseLong(text(record, DeadLetters.SENT_BACK_UP_TO))) : OptionalLong.empty();
    }

    /** A failure may say anything, and the record must still fit into its topic. */
    private static String cut(String reason) {
        return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
