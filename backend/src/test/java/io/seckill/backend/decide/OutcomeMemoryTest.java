package io.seckill.backend.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.v1.Command;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Outcome;
import io.seckill.v1.OutcomePage;
import io.seckill.v1.Purchase;
import io.seckill.v1.RememberedOutcome;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OutcomeMemoryTest {
    private final OutcomeMemory memory = new OutcomeMemory(512, 42); // three pages

    @Test
    void remembersAtLeastTheLatestAndForgetsTheOldestPage() {
        remember(memory, 0, 3 * 256);
        assertThat(memory.size()).isEqualTo(768);
        remember(memory, 768, 769);

        assertThat(memory.size()).isEqualTo(513);
        assertThat(find(memory, 255)).isFalse();
        assertThat(find(memory, 256)).isTrue();
        assertThat(find(memory, 768)).isTrue();
    }

    @Test
    void aPageIsHandedOutOnceAfterAnyNumberOfChanges() {
        remember(memory, 0, 300);

        assertThat(memory.takeUnwritten()).extracting(PageEntry::key).containsExactly("~outcomes/1", "~outcomes/2");
        assertThat(memory.takeUnwritten()).isEmpty();
        remember(memory, 300, 302);
        List<PageEntry> again = memory.takeUnwritten();
        assertThat(again).extracting(PageEntry::key).containsExactly("~outcomes/2");
        assertThat(page(again.get(0)).getOutcomesCount()).isEqualTo(46);
    }

    @Test
    void aPageThatMadeWayBeforeItWasWrittenIsNotWritten() {
        remember(memory, 0, 10 * 256);

        assertThat(memory.takeUnwritten())
                .extracting(entry -> page(entry).getNumber())
                .containsExactly(8L, 9L, 10L);
    }

    @Test
    void anOutcomeIsWrittenAsTheContractSays() {
        memory.remember(purchase(1), Outcome.OUTCOME_LIMIT_REACHED_VALUE, "o1");

        RememberedOutcome written = page(memory.takeUnwritten().get(0)).getOutcomes(0);
        assertThat(written.getRequestId()).isEqualTo(purchase(1).getRequestId());
        assertThat(written.getOutcome()).isEqualTo(Outcome.OUTCOME_LIMIT_REACHED);
        assertThat(written.getOrderId()).isEqualTo("o1");
    }

    @Test
    void aSmallerMemoryTakesTheLatestPagesOfALargerOne() {
        remember(memory, 0, 3 * 256);
        OutcomeMemory smaller = new OutcomeMemory(1, 43); // two pages

        memory.takeUnwritten().forEach(entry -> smaller.restore(page(entry)));
        smaller.restored();

        assertThat(smaller.size()).isEqualTo(512);
        assertThat(find(smaller, 255)).isFalse();
        assertThat(find(smaller, 256)).isTrue();
    }

    @Test
    void aPageThatNoMemoryWroteIsRefused() {
        OutcomePage.Builder tooLong = OutcomePage.newBuilder().setNumber(1);
        for (int i = 0; i <= 256; i++) {
            tooLong.addOutcomes(RememberedOutcome.newBuilder().setRequestId("r" + i));
        }

        assertThatThrownBy(() -> memory.restore(OutcomePage.getDefaultInstance()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> memory.restore(tooLong.build())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anOutcomeThatANewerBackendNamedKeepsItsNumber() {
        memory.remember(purchase(1), 99, "");

        assertThat(page(memory.takeUnwritten().get(0)).getOutcomes(0).getOutcomeValue())
                .isEqualTo(99);
    }

    @Test
    void takesLessThan90BytesAnOutcome() {
        int outcomes = 100_000;
        SplittableRandom random = new SplittableRandom(1);
        long bytes = HeapUse.of(() -> {
            OutcomeMemory filled = new OutcomeMemory(outcomes, 42);
            for (int i = 0; i < outcomes; i++) {
                filled.remember(purchase(random.nextLong()), Outcome.OUTCOME_SOLD_OUT_VALUE, "");
            }
            return filled;
        });

        System.out.println("bytes per remembered outcome: " + bytes / outcomes);
        assertThat(bytes / outcomes).isLessThan(90);
    }

    private static void remember(OutcomeMemory memory, int from, int to) {
        for (int i = from; i < to; i++) {
            memory.remember(purchase(i), Outcome.OUTCOME_SOLD_OUT_VALUE, "");
        }
    }

    private static boolean find(OutcomeMemory memory, int i) {
        return memory.ofRequest(purchase(i).getRequestId(), "user", "lamp").isPresent();
    }

    private static Command purchase(long i) {
        return Command.newBuilder()
                .setRequestId("%016x%016x".formatted(i * 7919, i))
                .setUserId("user")
                .setItemId("lamp")
                .setPurchase(Purchase.newBuilder().setQuantity(1))
                .build();
    }

    private static OutcomePage page(PageEntry entry) {
        try {
            return LedgerRecord.parseFrom(entry.value()).getOutcomes();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
