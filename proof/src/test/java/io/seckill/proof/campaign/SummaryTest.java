package io.seckill.proof.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.proof.history.Line;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private final Summary summary = new Summary();

    @Test
    void timesAreSharedOut() {
        summary.add(result(1, recovery("kill", 400, true), recovery("cut", 1_200, true), recovery("kill", 90, false)));
        summary.add(result(2, recovery("kill", 16_000, true)));

        assertThat(summary.line())
                .isEqualTo("full service after 3 ends of faults: p50 1.2 s, p90 16.0 s, p99 16.0 s, longest 16.0 s;"
                        + " not known after 1 more");
    }

    @Test
    void nothingIsKnownOfNoSeeds() {
        assertThat(summary.line()).contains("after 0 ends of faults: p50 -, ");
    }

    static CampaignResult result(long seed, FullService.Recovery... recoveries) {
        return new CampaignResult(
                seed,
                "mix ledger",
                1_000,
                12,
                Map.of("kill", 3, "cut", 1),
                List.of(),
                List.of(),
                List.of(recoveries),
                Path.of("."));
    }

    static FullService.Recovery recovery(String kind, long millis, boolean reached) {
        return new FullService.Recovery(
                new Line.Fault(0, 1, false, kind, "backend-0"), Duration.ofMillis(millis), reached);
    }
}
