package io.seckill.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetMetadataTest {
    @Test
    void whatIsPrintedIsRead() {
        OffsetMetadata note = new OffsetMetadata(123_456_789_012L, 100, 3, 42, 123_456_789_000L);
        assertThat(OffsetMetadata.parse(note.print())).isEqualTo(note);
    }

    @Test
    void whatIsAsideIsNotDecided() {
        OffsetMetadata older = OffsetMetadata.parse("retryPosition=7 inFlight=0 holes=0 retries=1");

        assertThat(older.decidedBefore(9)).isZero();
        assertThat(new OffsetMetadata(7, 0, 0, 1, 4).decidedBefore(9)).isEqualTo(4);
        assertThat(new OffsetMetadata(7, 0, 0, 0, 4).decidedBefore(9)).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "something else", "retryPosition=-1 inFlight=0 holes=0 retries=0"})
    void whatIsNotUnderstoodSaysNothing(String metadata) {
        assertThat(OffsetMetadata.parse(metadata)).isEqualTo(OffsetMetadata.NONE);
    }
}
