package io.seckill.proof.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.proof.check.Violation;
import io.seckill.proof.history.Call;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import io.seckill.proof.history.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/**
 * The report as a person meets it, in a real browser. {@code -Dpage.pictures=true} renews its picture in
 * {@code docs/pictures}.
 */
@TestInstance(Lifecycle.PER_CLASS)
class HtmlReportTest {
    private static final History SAMPLE = SampleCampaign.of(42, 1_600);

    @TempDir
    Path folder;

    private ReportBrowser browser;

    @BeforeAll
    void open() {
        browser = ReportBrowser.open();
    }

    @AfterEach
    void nothingWentWrongInThePage() {
        assertThat(browser.errors()).isEmpty();
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void aPlantedViolationIsExplainedAndStandsOutInTheTimeline() throws IOException {
        Operation lookup = lookupAfter(20_500_000_000L);
        String request = lookup.call().request();
        Operation purchase = SAMPLE.operations().stream()
                .filter(each -> each.status() == 201 && each.answered().body().contains('"' + request + '"'))
                .findFirst()
                .orElseThrow();
        Violation violation = new Violation(
                "OneOutcomePerRequest",
                "request %s was answered 201 and, by a later lookup, 409 SOLD_OUT".formatted(request),
                List.of(purchase.asked().operation(), lookup.asked().operation()),
                purchase.end(),
                lookup.end());
        visit(answered(SAMPLE, lookup, 409, SampleCampaign.problem("SOLD_OUT", "Nothing is left.")), violation);

        assertThat(browser.texts("#verdict")).containsExactly("1 violation: 1 × OneOutcomePerRequest");
        assertThat(browser.texts(".violation"))
                .singleElement()
                .satisfies(text -> assertThat(text).contains(violation.explanation(), "kill backend-1"));
        assertThat(browser.texts(".violation tbody tr"))
                .satisfiesExactly(
                        row -> assertThat(row).startsWith("1 ").contains("PURCHASE", "201", "ACCEPTED"),
                        row -> assertThat(row).startsWith("2 ").contains("LOOKUP", "409", "SOLD_OUT"));

        browser.find(By.linkText("Show it in the timeline")).click();
        browser.awaitDrawn();

        assertThat(browser.number("report.view.until - report.view.from")).isLessThan(5_000);
        assertThat(browser.run("""
                const {canvas, timeline} = report;
                const seen = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
                return timeline.selected.named.map(operation => {
                  const {x, y} = timeline.box(operation);
                  return seen.data.slice(4 * (Math.round(y) * canvas.width + Math.round(x)))[0];
                }).join()"""))
                .as("red of the frames' corners, which are dark")
                .isEqualTo("27,27");
        assertThat(browser.accessibilityFaults()).isEmpty();
        picture();
    }

    @Test
    void theWholeCampaignIsShownAtFirst() throws IOException {
        visit(SAMPLE);

        assertThat(browser.texts("#verdict")).containsExactly("Clean: no violation");
        assertThat(browser.find(By.id("violations-section")).isDisplayed()).isFalse();
        assertThat(browser.texts("#facts dd")).startsWith("mix", "LEDGER", "4");
        assertThat(browser.number("report.view.from")).isZero();
        assertThat(browser.number("report.view.until")).isEqualTo(browser.number("report.campaign.end"));
        assertThat(browser.run("return report.campaign.gaps.map(gap => gap.queue).join()"))
                .isEqualTo("1");
        assertThat(browser.run(
                        "return report.timeline.rows.filter(row => row.kind === 'fault').map(row => row.name).join()"))
                .isEqualTo("backend-0,backend-1,gateway-0 -> broker-2");
    }

    @Test
    void keysAndMouseMoveZoomAndTell() throws IOException {
        visit(SAMPLE);
        browser.find(By.id("timeline")).sendKeys("+", "+", Keys.ARROW_RIGHT);
        browser.awaitDrawn();
        assertThat(browser.number("(report.view.until - report.view.from) / report.campaign.end"))
                .isBetween(0.24, 0.26);
        assertThat(browser.number("report.view.from / report.campaign.end")).isGreaterThan(0.4);

        Operation operation = SAMPLE.operations().stream()
                .filter(each -> each.status() == 0)
                .findFirst()
                .orElseThrow();
        long id = operation.asked().operation();
        browser.run(
                "const lost = report.campaign.byId.get(arguments[0]);"
                        + "report.view.show(lost.from - 1000, lost.until + 1000)",
                id);
        browser.awaitDrawn();
        String box = "report.timeline.box(report.campaign.byId.get(" + id + "))";
        int x = (int) browser.number(box + ".x + 20");
        int y = (int) browser.number(box + ".y + 5");
        browser.overTimeline(x, y, false);
        assertThat(browser.texts("#tip"))
                .singleElement()
                .satisfies(tip -> assertThat(tip).contains("#" + id, "no answer within 2 s"));
        browser.overTimeline(x, y, true);
        assertThat(browser.texts("#picked"))
                .singleElement()
                .satisfies(picked -> assertThat(picked).contains("#" + id, "lamp-1"));
    }

    @Test
    void anOperationIsFoundByWords() throws IOException {
        visit(SAMPLE);
        browser.find(By.cssSelector("#operations > summary")).click();
        browser.find(By.cssSelector("#operations input")).sendKeys("lamp-1 within");
        assertThat(browser.texts("#operations tbody tr"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row).contains("no answer within 2 s"));

        browser.find(By.cssSelector("#operations tbody tr")).click();
        browser.awaitDrawn();

        assertThat(browser.number("report.view.until - report.view.from")).isBetween(9_000.0, 11_000.0);
    }

    @Test
    void tenThousandOperationsAreDrawnAtOnce() throws IOException {
        visit(SampleCampaign.of(7, 13_000));

        assertThat(browser.number("report.campaign.operations.length")).isGreaterThan(10_000);
        browser.run("window.begin = performance.now(); report.timeline.draw()");
        assertThat(browser.number("performance.now() - begin")).as("ms").isLessThan(1_000);
    }

    @Test
    void whatAnswersSayStaysText() throws IOException {
        String evil = "</script><script>hacked = 1</script><img src=x onerror='hacked = 1'> {{script}} & \ud83d";
        Operation lookup = lookupAfter(0);
        Violation violation = new Violation(
                "<b>RULE</b>", evil, List.of(lookup.asked().operation(), 1L << 40), lookup.end(), Long.MAX_VALUE);
        visit(answered(SAMPLE, lookup, 200, evil), violation);

        assertThat(browser.run("return typeof hacked")).isEqualTo("undefined");
        assertThat(browser.texts(".violation h3")).containsExactly("1. <b>RULE</b>");
        assertThat(browser.texts(".violation td.answer")).containsExactly(evil.replace('\ud83d', '?'));
        assertThat(browser.texts(".violation .soft")).containsExactly("Not shown: 1 more.");
    }

    @Test
    void anEmptyCampaignIsAReportToo() throws IOException {
        visit(new History(List.of(new Line.Setup(0, Long.MIN_VALUE, "none", "POSTGRES", 1))));

        assertThat(browser.texts("h1")).containsExactly("Campaign of seed " + Long.MIN_VALUE);
    }

    private static Operation lookupAfter(long nanos) {
        return SAMPLE.operations().stream()
                .filter(each ->
                        each.call().kind() == Call.Kind.LOOKUP && each.asked().at() > nanos)
                .findFirst()
                .orElseThrow();
    }

    /** A history in which {@code operation} was answered otherwise. */
    private static History answered(History history, Operation operation, int status, String body) {
        return new History(history.lines().stream()
                .map(line -> line == operation.answered()
                        ? new Line.Answered(line.at(), operation.asked().operation(), status, body, null)
                        : line)
                .toList());
    }

    private void visit(History history, Violation... violations) throws IOException {
        Path file = folder.resolve("report.html");
        HtmlReport.write(history, List.of(violations), file);
        browser.visit(file, 1_140);
    }

    private void picture() throws IOException {
        if (Boolean.getBoolean("page.pictures")) {
            browser.run("scrollTo(0, 0)");
            Files.write(Path.of("..", "docs", "pictures", "proof-report.png"), browser.picture());
        }
    }
}
