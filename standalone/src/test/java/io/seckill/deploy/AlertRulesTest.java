package io.seckill.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.deploy.Tool.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AlertRulesTest {
    private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\S+)$");
    private static final Pattern EXPECTED = Pattern.compile("alertname=\"(\\w+)\"");

    @Test
    void promtoolRunsTheTestsOfTheRules() {
        Run tests = Tool.named("promtool").run("", "test", "rules", "prometheus/alerts_test.yml");

        assertThat(tests.exitCode()).as(tests.text()).isZero();
    }

    @Test
    void everyAlertIsExpectedInSomeTest() throws IOException {
        assertThat(names(EXPECTED, "alerts_test.yml"))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(names(ALERT, "alerts.yml"));
    }

    private static List<String> names(Pattern pattern, String file) throws IOException {
        return pattern.matcher(
                        Files.readString(Tool.DEPLOY.resolve("prometheus").resolve(file)))
                .results()
                .map((MatchResult found) -> found.group(1))
                .distinct()
                .toList();
    }
}
