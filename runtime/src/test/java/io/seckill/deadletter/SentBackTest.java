package io.seckill.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SentBackTest {
    private static final TopicPartition LETTERS = new TopicPartition("letters", 1);

    private final SentBack sentBack = new SentBack(Map.of(LETTERS, 100L));

    @Test
    void marksTellOfTheLettersOfTheirPartition() {
        ProducerRecord<byte[], byte[]> mark = SentBack.mark(LETTERS, List.of(100L, 117L));

        sentBack.read(record(120, mark.value(), mark.headers()));

        assertThat(List.of(100L, 101L, 117L, 118L))
                .filteredOn(offset -> sentBack.has(letter(1, offset)))
                .containsExactly(100L, 117L);
        assertThat(sentBack.has(letter(0, 117))).isFalse();
    }

    @Test
    void markMayHaveManyOffsets() {
        List<Long> offsets = LongStream.range(100, 20_100).boxed().toList();

        sentBack.read(record(20_100, null, SentBack.mark(LETTERS, offsets).headers()));

        assertThat(offsets).allMatch(offset -> sentBack.has(letter(1, offset)));
    }

    @Test
    void markOfWhatIsBeforeOrStillToComeTellsNothing() {
        sentBack.read(record(
                120, null, SentBack.mark(LETTERS, List.of(99L, 120L, 1L << 50)).headers()));

        assertThat(List.of(99L, 120L)).noneMatch(offset -> sentBack.has(letter(1, offset)));
    }

    @Test
    void recordWithAValueOrWithoutOffsetsIsALetter() {
        Headers offsets = SentBack.mark(LETTERS, List.of(100L)).headers();
        Headers none = new RecordHeaders(List.of(LetterHeaders.of("sent-back", "all of them")));

        assertThat(SentBack.isMark(record(120, new byte[1], offsets))).isFalse();
        assertThat(SentBack.isMark(record(120, null, none))).isFalse();
        assertThat(SentBack.isMark(record(120, null, new RecordHeaders()))).isFalse();
    }

    private static Letter letter(int queue, long offset) {
        return new Letter(queue, offset, "", Instant.EPOCH, "", "", "PURCHASE");
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, byte @Nullable [] value, Headers headers) {
        return new ConsumerRecord<>(
                LETTERS.topic(),
                LETTERS.partition(),
                offset,
                0,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                null,
                value,
                headers,
                Optional.empty());
    }
}
