package io.seckill.backend.decide;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.v1.RememberedOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HandedPagesTest {
    private final HandedPages pages = new HandedPages();
    private final List<String> taken = new ArrayList<>();

    @Test
    void everySourcesOldestOutcomesComeFirstSoThatItsNewestAreForgottenLast() {
        handOver(0, 600);
        handOver(1, 300);

        pages.takeAll(outcome -> taken.add(outcome.getRequestId()));

        assertThat(taken).hasSize(900);
        assertThat(taken.subList(0, 88)).isEqualTo(requests(0, 0, 88));
        assertThat(taken.subList(88, 344)).isEqualTo(requests(0, 88, 344));
        assertThat(taken.subList(344, 388)).isEqualTo(requests(1, 0, 44));
        assertThat(taken.subList(388, 644)).isEqualTo(requests(0, 344, 600));
        assertThat(taken.subList(644, 900)).isEqualTo(requests(1, 44, 300));
    }

    @Test
    void whatIsTakenIsForgottenPageByPage() {
        List<String> keys = handOver(3, 300);

        List<LedgerEntry> forgotten = pages.takeAll(outcome -> {});

        assertThat(forgotten).allMatch(entry -> entry.record() == null);
        assertThat(forgotten).extracting(LedgerEntry::key).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(keys).containsExactly("~outcomes/2/3/1", "~outcomes/2/3/2");
        assertThat(pages.takeAll(outcome -> taken.add("again"))).isEmpty();
        assertThat(taken).isEmpty();
    }

    private List<String> handOver(int from, int count) {
        List<RememberedOutcome> outcomes = requests(from, 0, count).stream()
                .map(id -> RememberedOutcome.newBuilder().setRequestId(id).build())
                .toList();
        List<LedgerEntry> entries = HandedPages.of(new HandOver.Source(2, from), outcomes);
        entries.forEach(entry -> pages.restore(requireNonNull(entry.record()).getOutcomes()));
        return entries.stream().map(LedgerEntry::key).toList();
    }

    private static List<String> requests(int from, int begin, int end) {
        return IntStream.range(begin, end).mapToObj(i -> from + "-" + i).toList();
    }
}
