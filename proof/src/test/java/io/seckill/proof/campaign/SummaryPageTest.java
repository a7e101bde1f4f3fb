package io.seckill.proof.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.proof.check.Violation;
import io.seckill.proof.report.ReportBrowser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/** The page of many seeds, in a real browser. */
class SummaryPageTest {
    @Test
    void manySeedsAreOnOnePage(@TempDir Path folder) throws IOException {
        Path failed = Files.createDirectory(folder.resolve("seed-7"));
        Files.writeString(failed.resolve(Campaign.REPORT), "<title>its report</title>");
        Violation violation = new Violation("PauseIsFinal", "why", List.of(), 0, 0);
        Summary summary = new Summary();
        summary.add(
                SummaryTest.result(6, SummaryTest.recovery("kill", 700, true), SummaryTest.recovery("cut", 90, false)));
        summary.add(new CampaignResult(
                7,
                "mix postgres",
                500,
                2,
                Map.of("kill", 1),
                List.of(violation, violation),
                List.of(),
                List.of(SummaryTest.recovery("kill", 2_500, true)),
                failed));
        summary.addUnjudged();
        summary.write(folder.resolve("summary.html"));

        try (ReportBrowser browser = ReportBrowser.open()) {
            browser.look(1_280, 800, false);
            browser.visit(folder.resolve("summary.html"));

            assertThat(browser.texts("#verdict")).containsExactly("2 violations in 1 seed, 1 seed could not be judged");
            assertThat(browser.texts("#rules tbody tr")).containsExactly("PauseIsFinal 2 7");
            assertThat(browser.texts("#recoveries tbody tr"))
                    .map(row -> row.replace('\n', ' '))
                    .containsExactly(
                            "all 5 2 1 0.7 s 2.5 s 2.5 s 2.5 s 1 1",
                            "cut 1 0 1",
                            "kill 4 2 0 0.7 s 2.5 s 2.5 s 2.5 s 1 1");
            assertThat(browser.texts("#seeds tbody tr"))
                    .containsExactly("6 mix ledger 1000 12 4 0 0.7 s", "7 mix postgres 500 2 1 2 2.5 s");
            assertThat(browser.accessibilityFaults()).isEmpty();
            assertThat(browser.errors()).isEmpty();

            browser.find(By.cssSelector("#seeds a")).click();
            assertThat(browser.title()).isEqualTo("its report");
        }
    }
}
