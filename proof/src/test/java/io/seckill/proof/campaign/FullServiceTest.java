package io.seckill.proof.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.proof.history.Call;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FullServiceTest {
    private final List<Line> lines = new ArrayList<>();
    private long operations;

    @Test
    void serviceIsFullWhenTheLastQueueHasServedThroughTheLastGateway() {
        fault(1, 1, 5);
        probe("probe-0-0", 0, 6, 7);
        probe("probe-0-0", 1, 6, 8);
        probe("probe-1-2", 0, 6, 11);
        probe("probe-1-2", 1, 6, 9);
        probe("probe-1-2", 0, 12, 13);

        assertThat(recoveries()).containsExactly(recovery(5, 6, true));
    }

    @Test
    void probeThatWasSentBeforeTheEndOfTheFaultDoesNotCount() {
        fault(1, 1, 5);
        probe("probe-0-0", 0, 4, 6);
        probe("probe-0-0", 0, 8, 9);

        assertThat(recoveries()).containsExactly(recovery(5, 4, true));
    }

    @Test
    void endIsNotMeasuredWhileAnotherFaultGoesOn() {
        fault(1, 1, 5);
        fault(2, 4, 8);
        probe("probe-0-0", 0, 9, 10);

        assertThat(recoveries()).containsExactly(recovery(8, 2, true));
    }

    @Test
    void timeIsNotKnownWhereTheNextFaultComesFirst() {
        fault(1, 1, 5);
        fault(2, 7, 9);
        probe("probe-0-0", 0, 10, 12);

        assertThat(recoveries()).containsExactly(recovery(5, 2, false), recovery(9, 3, true));
    }

    @Test
    void serviceThatNeverComesBackIsTooLong() {
        fault(1, 1, 5);
        probe("probe-0-0", 0, 1, 2);
        probe("probe-0-0", 1, 30, 31);

        List<FullService.Recovery> recoveries = recoveries();

        assertThat(recoveries).containsExactly(recovery(5, 26, false));
        assertThat(recoveries.get(0).isTooLong()).isTrue();
    }

    private void fault(long fault, int begin, int end) {
        lines.add(new Line.Fault(seconds(begin), fault, true, "kill", "backend-0"));
        lines.add(new Line.Fault(seconds(end), fault, false, "kill", "backend-0"));
    }

    private void probe(String item, int gateway, int sent, int served) {
        Call call = new Call(Call.Kind.PURCHASE, item, "probe", null, null, null, 1, 0, 0);
        lines.add(new Line.Asked(seconds(sent), ++operations, 9, gateway, call));
        lines.add(new Line.Answered(seconds(served), operations, 201, "{}", null));
    }

    private List<FullService.Recovery> recoveries() {
        lines.sort(Comparator.comparingLong(Line::at));
        return FullService.of(new History(lines));
    }

    private FullService.Recovery recovery(int end, int seconds, boolean reached) {
        Line.Fault fault = lines.stream()
                .filter(line -> line instanceof Line.Fault other && !other.begins() && other.at() == seconds(end))
                .map(Line.Fault.class::cast)
                .findFirst()
                .orElseThrow();
        return new FullService.Recovery(fault, Duration.ofSeconds(seconds), reached);
    }

    private static long seconds(int seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
