package io.seckill.proof.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.proof.check.Violation;
import io.seckill.proof.history.Line;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ResultTableTest {
    private static final Violation WRONG = new Violation("rule", "why", List.of(), 0, 1);

    private final ResultTable table = new ResultTable();

    @Test
    void eachSeedHasALineAndAllHaveOne() {
        String first = table.add(result(7, List.of(), Duration.ofMillis(900), Duration.ofMillis(4_200)));
        table.add(result(8, List.of(), Duration.ofMillis(2_100)));

        assertThat(cells(first)).containsExactly("7", "calm", "100", "3", "2", "0", "2", "1", "0.9", "4.2", "4.2");
        assertThat(cells(table.sum()))
                .containsExactly("all", "2 seeds", "200", "6", "4", "0", "3", "2", "2.1", "4.2", "4.2");
        assertThat(ResultTable.head()).hasSameSizeAs(first);
        assertThat(table.hasViolations()).isFalse();
    }

    @Test
    void violationsAreCounted() {
        String line = table.add(result(9, List.of(WRONG)));

        assertThat(cells(line)).endsWith("1", "0", "1", "-", "-", "-");
        assertThat(table.hasViolations()).isTrue();
    }

    private static String[] cells(String line) {
        return line.trim().split(" {2,}", -1);
    }

    private static CampaignResult result(long seed, List<Violation> violations, Duration... times) {
        Line.Fault end = new Line.Fault(0, 1, false, "kill", "backend-0");
        List<FullService.Recovery> recoveries = Stream.concat(
                        Stream.of(times).map(time -> new FullService.Recovery(end, time, true)),
                        Stream.of(new FullService.Recovery(end, Duration.ofSeconds(9), false)))
                .toList();
        return new CampaignResult(
                seed, "calm", 100, 3, Map.of("kill", 2), violations, List.of(), recoveries, Path.of("."));
    }
}
