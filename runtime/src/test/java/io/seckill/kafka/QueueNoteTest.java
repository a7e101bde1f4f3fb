package io.seckill.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueNoteTest {
    @Test
    void whatIsPrintedIsRead() {
        QueueNote note = new QueueNote(123_456_789_012L, 100, 3, 42, 123_456_789_000L);
        assertThat(QueueNote.parse(note.print())).isEqualTo(note);
    }

    @Test
    void whatIsAsideIsNotDecided() {
        QueueNote older = QueueNote.parse("retryPosition=7 inFlight=0 holes=0 retries=1");

        assertThat(older.decidedBefore(9)).isZero();
        assertThat(new QueueNote(7, 0, 0, 1, 4).decidedBefore(9)).isEqualTo(4);
        assertThat(new QueueNote(7, 0, 0, 0, 4).decidedBefore(9)).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "something else", "retryPosition=-1 inFlight=0 holes=0 retries=0"})
    void whatIsNotUnderstoodSaysNothing(String metadata) {
        assertThat(QueueNote.parse(metadata)).isEqualTo(QueueNote.NONE);
    }
}
