package io.seckill.load.sale;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.load.sale.Audit.Sold;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuditTest {
    private static final Books BALANCED = new Books(100, 100, 0);

    @Test
    void whatWasToldAndWhatWasSoldMayBeTheSame() {
        assertThat(problems(new Audit(10, 0, 10, true), sold(10), BALANCED)).isEmpty();
    }

    @Test
    void anOrderThatIsMissingIsFound() {
        assertThat(problems(new Audit(10, 0, 100, false), sold(9), BALANCED))
                .contains("10 buyers were told that they have a unit, but only 9 units are sold");
    }

    @Test
    void anOrderThatNobodyWasToldOfIsFound() {
        assertThat(problems(new Audit(10, 1, 100, false), sold(12), BALANCED))
                .contains("12 units are sold, but at most 11 buyers can have one");
    }

    @Test
    void whoLeftWithoutKnowingMayHaveAUnitOrNot() {
        assertThat(problems(new Audit(10, 3, 100, false), sold(12), BALANCED)).isEmpty();
    }

    @Test
    void oversellingIsFound() {
        assertThat(problems(new Audit(11, 0, 10, false), sold(11), BALANCED)).contains("oversold");
    }

    @Test
    void sayingSoldOutTooEarlyIsFound() {
        assertThat(problems(new Audit(9, 0, 10, true), sold(9), BALANCED)).contains("called sold out");
    }

    @Test
    void aSecondOrderIsFound() {
        assertThat(problems(new Audit(10, 0, 10, false), new Sold(Map.of("item", 10L), 1), BALANCED))
                .contains("1 orders belong to users who already had one");
    }

    @Test
    void booksThatDoNotBalanceAreFound() {
        assertThat(problems(new Audit(10, 0, 10, false), sold(10), new Books(100, 99, 0)))
                .contains("do not balance");
    }

    @Test
    void booksAreReadFromTheMetrics() {
        String metrics = """
                # TYPE seckill_requests_opened_total counter
                seckill_requests_opened_total 14.0
                seckill_requests_open 2.0
                seckill_requests_replied_total 5.0
                seckill_requests_pending_answered_total 4.0
                seckill_requests_send_failed_total 1.0
                seckill_requests_disconnected_total 1.0
                seckill_requests_drained_total 1.0
                seckill_requests_refused_total{code="OVERLOADED"} 7.0
                """;

        assertThat(Books.parse(metrics)).isEqualTo(new Books(14, 12, 2));
        assertThat(Books.parse(metrics).balance()).isTrue();
    }

    private static Sold sold(long units) {
        return new Sold(Map.of("item", units), 0);
    }

    private static String problems(Audit audit, Sold sold, Books books) {
        return String.join("; ", audit.problems(sold, Optional.of(books)));
    }
}
