package io.seckill.deadletter;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** The headers of a letter, and of a command that comes from one. */
public final class LetterHeaders {
    /** Of a letter: why it was given up. */
    public static final String REASON = "reason";

    /** Of a letter: its offset in the queue that it came from. */
    public static final String ORIGIN_OFFSET = "origin-offset";

    /** Of a command in a queue, or in the retry topic: it was taken out of the dead letters. */
    public static final String REDRIVEN = "redriven";

    private LetterHeaders() {}

    /** The header {@code name} that says {@code text}. */
    public static Header of(String name, String text) {
        return new RecordHeader(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** What the header {@code name} of {@code record} says; empty where there is none. */
    public static String text(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
