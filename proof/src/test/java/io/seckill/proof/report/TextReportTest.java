package io.seckill.proof.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.proof.check.Violation;
import io.seckill.proof.history.Call;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TextReportTest {
    private static final Call PURCHASE = new Call(Call.Kind.PURCHASE, "lamp", "ann", null, null, "key-1", 2, 0, 0);
    private static final Call PUT = new Call(Call.Kind.PUT_ITEM, "lamp", null, null, null, null, 10, 3, 1_500);

    @Test
    void aViolationIsToldWithItsOperationsAndFaults() {
        History history = new History(List.of(
                new Line.Setup(0, 1, "mix", "LEDGER", 1),
                new Line.Asked(1_000_000, 1, 0, 0, PUT),
                new Line.Fault(2_000_000_000L, 1, true, "kill", "backend-1"),
                new Line.Asked(2_500_000_000L, 2, 5, 1, PURCHASE),
                new Line.Asked(2_600_000_000L, 3, 6, 0, PURCHASE),
                new Line.Answered(2_700_000_000L, 2, 201, "{\"orderId\":\"o\u001b[2J\"}", "r-2"),
                new Line.Lost(4_000_000_000L, 3, "connection reset"),
                new Line.Fault(3_000_000_000L, 1, false, "kill", "backend-1"),
                new Line.Fault(5_000_000_000L, 2, true, "cut", "gateway-0 -> broker-0")));

        String text = TextReport.explain(
                history,
                List.of(
                        new Violation(
                                "NeverOversold", "two of one", List.of(3L, 1L, 2L), 2_500_000_000L, 2_700_000_000L),
                        new Violation("NeverOversold", "two of another", List.of(2L), 2_500_000_000L, 2_700_000_000L)));

        assertThat(text.lines())
                .containsExactly(
                        "  NeverOversold: two of one",
                        "    promised: An item never has more units reserved or sold than its stock.",
                        "    #1 client 0 at gateway 0, 0.001 s to never:"
                                + " PUT_ITEM lamp, stock 10, 3 per user, held for 1500 ms",
                        "      no answer: neither an answer nor an end",
                        "    #2 client 5 at gateway 1, 2.500 s to 2.700 s: PURCHASE lamp × 2, user ann, key key-1",
                        "      201 {\"orderId\":\"o\\u001b[2J\"}, request r-2",
                        "    #3 client 6 at gateway 0, 2.600 s to 4.000 s: PURCHASE lamp × 2, user ann, key key-1",
                        "      no answer: connection reset",
                        "    fault: kill backend-1, 2.000 s to 3.000 s",
                        "  NeverOversold: two of another");
    }

    @Test
    void ofARecordTheCallsAboutItAreTold() {
        String id = "0123456789abcdef0123456789abcdef";
        History history = new History(List.of(
                new Line.Setup(0, 1, "mix", "LEDGER", 1),
                new Line.Asked(1_000_000_000L, 1, 0, 0, PURCHASE),
                new Line.Asked(1_200_000_000L, 2, 1, 0, PURCHASE),
                new Line.Answered(1_500_000_000L, 1, 201, "{}", id),
                new Line.Answered(1_600_000_000L, 2, 201, "{}", "r-2")));

        assertThat(explain(history, new Violation("R", "order " + id + " is there twice", List.of(), 0, 0))
                        .lines())
                .containsExactly(
                        "  R: order " + id + " is there twice",
                        "    #1 client 0 at gateway 0, 1.000 s to 1.500 s: PURCHASE lamp × 2, user ann, key key-1",
                        "      201 {}, request " + id);
    }

    @Test
    void whereNoFaultWasActiveTheLastOneBeforeIsNamed() {
        History history = new History(List.of(
                new Line.Setup(0, 1, "mix", "LEDGER", 1),
                new Line.Fault(1_000_000_000L, 1, true, "kill", "backend-0"),
                new Line.Fault(2_000_000_000L, 1, false, "kill", "backend-0"),
                new Line.Fault(3_000_000_000L, 2, true, "freeze", "backend-1"),
                new Line.Fault(4_000_000_000L, 2, false, "freeze", "backend-1"),
                new Line.Fault(9_000_000_000L, 3, true, "cut", "gateway-0 -> broker-0")));

        assertThat(explain(history, new Violation("R", "e", List.of(), 5_000_000_000L, 6_000_000_000L)))
                .contains("freeze backend-1")
                .doesNotContain("kill", "cut");
    }

    @Test
    void ofManyOperationsTheFirstAreTold() {
        List<Line> lines = LongStream.range(0, 50)
                .mapToObj(i -> (Line) new Line.Asked(i, i, 0, 0, PURCHASE))
                .toList();

        String text = explain(
                new History(lines),
                new Violation("R", "e", LongStream.range(0, 50).boxed().toList(), 0, 9));

        assertThat(text).contains("    #5 ", "    and 44 calls more").doesNotContain("    #6 ");
    }

    private static String explain(History history, Violation violation) {
        return TextReport.explain(history, List.of(violation));
    }
}
