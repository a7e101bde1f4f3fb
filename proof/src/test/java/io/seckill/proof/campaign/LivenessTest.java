package io.seckill.proof.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.proof.check.Violation;
import io.seckill.proof.history.Call;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private static final Line.Asked LOOK_UP = new Line.Asked(
            1, 1, 0, 0, new Call(Call.Kind.LOOKUP, "plenty-0-0", "user", "request", null, null, 0, 0, 0));

    @Test
    void outcomeThatIsNeverToldIsMissed() {
        assertThat(check(LOOK_UP, new Line.Answered(2, 1, 202, "{}", null)))
                .singleElement()
                .satisfies(violation -> assertThat(violation.explanation()).contains("request request"))
                .extracting(Violation::operations)
                .isEqualTo(List.of(1L));
        assertThat(check(LOOK_UP, new Line.Lost(2, 1, "reset"))).hasSize(1);
    }

    @Test
    void outcomeThatIsToldInTheEndIsEnough() {
        Line.Asked again = new Line.Asked(3, 2, 0, 0, LOOK_UP.call());

        assertThat(check(LOOK_UP, new Line.Lost(2, 1, "reset"), again, new Line.Answered(4, 2, 200, "{}", null)))
                .isEmpty();
    }

    @Test
    void serviceMustComeBackWithinTheBound() {
        Line begin = new Line.Fault(0, 1, true, "kill", "backend-0");
        Line end = new Line.Fault(1, 1, false, "kill", "backend-0");

        assertThat(check(begin, end, probe(2), served(2 + FullService.BOUND.toNanos())))
                .singleElement()
                .extracting(Violation::explanation)
                .asString()
                .contains("\"kill\" of backend-0");
        assertThat(check(
                        begin,
                        end,
                        probe(2),
                        served(FullService.BOUND.minus(Duration.ofSeconds(1)).toNanos())))
                .isEmpty();
    }

    @Test
    void queueThatStopsWithoutAFaultIsFound() {
        assertThat(check(probe(0), served(FullService.BOUND.toNanos()))).isEmpty();
        assertThat(check(probe(0), served(FullService.BOUND.toNanos() + 1)))
                .singleElement()
                .extracting(Violation::explanation)
                .asString()
                .contains("probe-0-0 through gateway 0");
    }

    @Test
    void processThatEndsByItselfIsFound() {
        assertThat(check(new Line.Crashed(1, "backend-1")))
                .singleElement()
                .extracting(Violation::explanation)
                .asString()
                .contains("backend-1 had ended");
    }

    private static Line probe(long at) {
        return new Line.Asked(
                at, 9, 0, 0, new Call(Call.Kind.PURCHASE, "probe-0-0", "probe", null, null, null, 1, 0, 0));
    }

    private static Line served(long at) {
        return new Line.Answered(at, 9, 201, "{}", null);
    }

    private static List<Violation> check(Line... lines) {
        return Liveness.check(new History(List.of(lines)));
    }
}
