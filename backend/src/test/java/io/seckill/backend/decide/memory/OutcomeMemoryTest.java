package io.seckill.backend.decide.memory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.backend.decide.HeapUse;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Outcome;
import io.seckill.v1.OutcomePage;
import io.seckill.v1.RememberedOutcome;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OutcomeMemoryTest {
    private static final long LATER = OutcomeMemory.KEPT_FOR_MS + 1;

    private final OutcomeMemory memory = memory(512, 42); // three pages
    private long now = 1_000;

    @Test
    void remembersAtLeastTheLatestAndForgetsTheOldestPageOnceItIsOld() {
        remember(memory, 0, 3 * 256);
        assertThat(memory.size()).isEqualTo(768);
        now += LATER;
        remember(memory, 768, 769);

        assertThat(memory.size()).isEqualTo(513);
        assertThat(find(memory, 255)).isFalse();
        assertThat(find(memory, 256)).isTrue();
        assertThat(find(memory, 768)).isTrue();
        assertThat(memory.forgottenUntil()).isEqualTo(1_000);
    }

    @Test
    void whatIsYoungIsKeptHoweverMuchComesAfterItUpToTheHardBound() {
        remember(memory, 0, 30 * 256);
        assertThat(memory.size()).isEqualTo(30 * 256);
        assertThat(memory.forgottenUntil()).isZero();

        now++;
        remember(memory, 30 * 256, 30 * 256 + 1);

        assertThat(find(memory, 0)).isFalse();
        assertThat(find(memory, 256)).isTrue();
        assertThat(memory.forgottenUntil()).isEqualTo(1_000);
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
    void aPageThatMadeWayIsForgottenInTheTopicToo() {
        remember(memory, 0, 3 * 256);
        memory.takeUnwritten();
        now += LATER;
        remember(memory, 768, 769);

        List<PageEntry> written = memory.takeUnwritten();

        assertThat(written).extracting(PageEntry::key).containsExactly("~outcomes/1", "~outcomes/4");
        assertThat(written.get(0).value()).isNull();
        assertThat(page(written.get(1)).getForgottenUntil()).isEqualTo(1_000);
        assertThat(page(written.get(1)).getNewestAt()).isEqualTo(now);
    }

    @Test
    void anOutcomeIsWrittenAsTheContractSays() {
        memory.add(
                outcome(1, "user").toBuilder()
                        .setOutcomeValue(99)
                        .setOrderId("o1")
                        .build(),
                now);

        RememberedOutcome written = page(memory.takeUnwritten().get(0)).getOutcomes(0);
        assertThat(written.getRequestId()).isEqualTo(id(1));
        assertThat(written.getOutcomeValue()).as("a newer backend's").isEqualTo(99);
        assertThat(written.getOrderId()).isEqualTo("o1");
    }

    @Test
    void aSmallerMemoryTakesTheLatestPagesOfALargerOneAndKnowsThatItForgot() {
        remember(memory, 0, 3 * 256);
        OutcomeMemory smaller = memory(1, 43); // two pages

        memory.takeUnwritten().forEach(entry -> smaller.restore(page(entry)));
        smaller.restored(now + LATER);

        assertThat(smaller.size()).isEqualTo(512);
        assertThat(find(smaller, 255)).isFalse();
        assertThat(find(smaller, 256)).isTrue();
        assertThat(smaller.forgottenUntil()).isEqualTo(1_000);
        List<PageEntry> written = smaller.takeUnwritten();
        assertThat(written).extracting(PageEntry::key).containsExactly("~outcomes/1", "~outcomes/3");
        assertThat(page(written.get(1)).getForgottenUntil())
                .as("what the next owner knows too, when the forgotten page is gone")
                .isEqualTo(1_000);
    }

    @Test
    void manyWhoAskAboutOneIdAreFoundAsFastAsOthers() {
        OutcomeMemory large = memory(100_000, 1);
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int i = 0; i < 100_000; i++) {
                large.add(outcome(1, "user" + i), now);
            }
        });

        assertThat(large.ofRequest(id(1), "user77", "lamp")).isPresent();
        assertThat(large.ofRequest(id(1), "nobody", "lamp")).isEmpty();
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
    void takesLessThan90BytesAnOutcome() {
        int outcomes = 25_000;
        SplittableRandom random = new SplittableRandom(1);
        long bytes = HeapUse.of(() -> {
            OutcomeMemory filled = memory(outcomes, 42);
            for (int i = 0; i < outcomes; i++) {
                filled.add(outcome(random.nextLong(), "user"), now);
            }
            return filled;
        });

        System.out.println("bytes per remembered outcome: " + bytes / outcomes);
        assertThat(bytes / outcomes).isLessThan(90);
    }

    private void remember(OutcomeMemory target, int from, int to) {
        for (int i = from; i < to; i++) {
            target.add(outcome(i, "user"), now);
        }
    }

    private static boolean find(OutcomeMemory memory, int i) {
        return memory.ofRequest(id(i), "user", "lamp").isPresent();
    }

    private static OutcomeMemory memory(int outcomes, long seed) {
        return new OutcomeMemory(MemoryPage.Kind.DECIDED, outcomes, seed);
    }

    private static RememberedOutcome outcome(long i, String user) {
        return RememberedOutcome.newBuilder()
                .setRequestId(id(i))
                .setUserDigest(Fingerprints.asker(user, "lamp"))
                .setOutcome(Outcome.OUTCOME_SOLD_OUT)
                .setSlot(17)
                .build();
    }

    private static String id(long i) {
        return "%016x%016x".formatted(i * 7919, i);
    }

    private static OutcomePage page(PageEntry entry) {
        try {
            return LedgerRecord.parseFrom(requireNonNull(entry.value())).getOutcomes();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
