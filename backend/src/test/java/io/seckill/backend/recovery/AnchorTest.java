package io.seckill.backend.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.v1.LedgerPosition;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnchorTest {
    private static final TopicPartition NAME = new TopicPartition("requests", 3);
    private static final Anchor.Queue QUEUE = new Anchor.Queue(NAME, "this", 10, 100);

    @Test
    void aQueueThatNobodyDecidedBeginsAtItsFirstRecord() {
        assertThat(goesOnAt(null, null)).isEqualTo(10);
    }

    @Test
    void anOlderBackendsPositionIsTakenAsItIs() {
        assertThat(goesOnAt(position(50, "1700000000000"), null)).isEqualTo(50);
        assertThat(goesOnAt(position(50, "1700000000000"), anchor(40, "this"))).isEqualTo(50);
    }

    @Test
    void aLedgerThatLacksWhatItsPositionHasPassedIsNotDecidedBy() {
        assertThatThrownBy(() -> goesOnAt(position(50, "1700000000000 ledger"), anchor(49, "this")))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("requests-3 is older than its position 50");
        assertThatThrownBy(() -> goesOnAt(position(50, "1700000000000 ledger"), null))
                .isInstanceOf(KafkaException.class);
    }

    @Test
    void aPositionThatWasLostOrSetBackIsTakenFromTheLedger() {
        OffsetAndMetadata found = Anchor.goesOnAt(QUEUE, Optional.empty(), anchor(50, "this"));

        assertThat(found.offset()).isEqualTo(50);
        assertThat(PositionNote.parse(found.metadata())).isEqualTo(new PositionNote(77, true));
        assertThat(goesOnAt(position(20, ""), anchor(50, "this"))).isEqualTo(50);
    }

    @Test
    void aQueueThatEndsBeforeItsPositionOrBeginsBehindItStandsStill() {
        assertThatThrownBy(() -> goesOnAt(position(101, ""), null))
                .hasMessageContaining("ends at 100, before its position 101");
        assertThatThrownBy(() -> goesOnAt(position(9, ""), null))
                .hasMessageContaining("begins at 10, behind its position 9");
        assertThat(goesOnAt(position(100, ""), null)).isEqualTo(100);
    }

    @Test
    void aTopicThatWasMadeAnewHasAnotherLedger() {
        assertThatThrownBy(() -> goesOnAt(null, anchor(50, "another"))).hasMessageContaining("made anew");
    }

    @Test
    void anOperatorWhoSetsThePositionDecidesWhereLedgerAndQueueContradictEachOther() {
        assertThat(goesOnAt(position(10, ""), anchor(50, "another"))).isEqualTo(10);
        assertThat(goesOnAt(position(100, ""), anchor(120, "this"))).isEqualTo(100);
        assertThatThrownBy(() -> goesOnAt(position(100, "1700000000000"), anchor(120, "this")))
                .hasMessageContaining("before its position 120");
    }

    @Test
    void aNoteIsReadAsItIsWrittenAndAnOlderOneIsATime() {
        assertThat(PositionNote.parse(new PositionNote(5, true).print())).isEqualTo(new PositionNote(5, true));
        assertThat(PositionNote.parse("1700000000000")).isEqualTo(new PositionNote(1_700_000_000_000L, false));
        assertThat(PositionNote.parse("whatever")).isEqualTo(new PositionNote(0, false));
    }

    private static long goesOnAt(@Nullable OffsetAndMetadata committed, @Nullable LedgerPosition anchor) {
        return Anchor.goesOnAt(QUEUE, Optional.ofNullable(committed), anchor).offset();
    }

    private static OffsetAndMetadata position(long offset, String note) {
        return new OffsetAndMetadata(offset, note);
    }

    private static LedgerPosition anchor(long offset, String topicId) {
        return LedgerPosition.newBuilder()
                .setOffset(offset)
                .setLogTime(77)
                .setTopicId(topicId)
                .build();
    }
}
