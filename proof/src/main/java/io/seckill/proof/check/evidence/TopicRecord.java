package io.seckill.proof.check.evidence;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A committed record of a topic, its value as text: a message in protobuf's text format, or JSON.
 *
 * @param topic without the prefix, as {@code requests}
 * @param timestamp in milliseconds since the Unix epoch
 * @param text null where the record has no value
 * @see #trouble
 */
public record TopicRecord(
        String topic,
        int partition,
        long offset,
        long timestamp,
        String key,
        Map<String, String> headers,
        @Nullable String text) {
    /** In place of the records behind the last one that could be read: why there are none. */
    static TopicRecord trouble(String topic, String reason) {
        return new TopicRecord(topic, -1, -1, 0, "", Map.of(), reason);
    }

    /** Whether it is no record, but {@link #trouble}. */
    boolean isTrouble() {
        return partition < 0;
    }

    /** Where a person finds it. */
    public String place() {
        return "seckill." + topic + '-' + partition + '@' + offset;
    }
}
