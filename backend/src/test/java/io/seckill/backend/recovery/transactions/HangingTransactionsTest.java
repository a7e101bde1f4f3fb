package io.seckill.backend.recovery.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.recovery.transactions.Hanging.End;
import io.seckill.backend.recovery.transactions.HangingTransactions.Judged;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class HangingTransactionsTest {
    private static final TopicPartition LEDGER = new TopicPartition("orders", 0);
    private static final TopicPartition NEXT = new TopicPartition("orders", 1);
    private static final TopicPartition ITEMS = new TopicPartition("items", 0);

    @Test
    void aLedgerWithAnUnknownEndIsNoReasonForATakeOverThatWouldStandStill() {
        Judged unknown = judged(LEDGER, 1, End.UNKNOWN);
        Judged behind = judged(LEDGER, 2, End.COMMITTED);
        Judged elsewhere = judged(NEXT, 3, End.ABORTED);

        assertThat(settled(unknown, behind, elsewhere)).containsExactly(elsewhere);
    }

    @Test
    void whereNothingIsWrittenAgainTheKnownEndsWhateverElseIsOpen() {
        Judged unknown = judged(ITEMS, 1, End.UNKNOWN);
        Judged known = judged(ITEMS, 2, End.COMMITTED);

        assertThat(settled(unknown, known)).containsExactly(known);
    }

    private static List<Judged> settled(Judged... all) {
        return HangingTransactions.settled(List.of(all), part -> part.topic().equals(LEDGER.topic()));
    }

    private static Judged judged(TopicPartition part, long producer, End end) {
        return new Judged(new Hanging(part, producer, (short) 0, 0, producer, 0), Optional.empty(), end, true, "");
    }
}
