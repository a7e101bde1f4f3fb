package io.seckill.proof.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;

import io.seckill.proof.check.RecordedCampaign;
import io.seckill.proof.check.Violation;
import io.seckill.proof.check.rules.Checker;
import io.seckill.proof.history.Call;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import io.seckill.proof.history.Operation;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * The report on a campaign that real processes have run, as a person meets it in a real browser. {@code
 * -Dpage.pictures=true} renews its picture in {@code docs/pictures}.
 */
@TestInstance(Lifecycle.PER_CLASS)
class HtmlReportTest {
    private static final int HEIGHT = 1_140;

    @TempDir
    Path folder;

    private RecordedCampaign campaign;
    private History history;
    private ReportBrowser browser;

    @BeforeAll
    void open(@TempDir Path recorded) throws IOException {
        campaign = RecordedCampaign.load(recorded);
        history = campaign.history();
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
    void aPersonFindsWhoWasToldALie() throws IOException {
        FaultSpan fault = killedBackend();
        Operation lookup = lookupOfAnOrder(fault);
        String request = Objects.requireNonNull(lookup.call().request());
        History lied = campaign.telling(lookup.answered(), 200, soldOut(lookup).encode());
        List<Violation> violations = Checker.check(lied, campaign.evidence());

        visit(lied, violations);

        // The first screen says what was promised, what contradicts what, in which calls, and what was broken then.
        assertThat(browser.texts("#verdict")).singleElement().asString().contains("1 × OneOutcomePerRequest");
        WebElement rule = browser.find(By.xpath("//article[h3[starts-with(., 'OneOutcomePerRequest')]]"));
        assertThat(rule.getText())
                .contains("Promised: All answers about one request agree")
                .contains("Request " + request + " has two outcomes")
                .contains(fault.kind() + " " + fault.target());
        List<WebElement> rows = rule.findElements(By.cssSelector("tbody tr"));
        assertThat(rows.get(0).getText()).startsWith("1 ").contains("ACCEPTED");
        assertThat(rows.get(1).getText()).startsWith("2 ").contains("LOOKUP", "SOLD_OUT");
        assertThat(rows.get(1).getRect().y).isLessThan(HEIGHT);

        // A click leads to the time, where the calls stand out, and the fault is beside them.
        rule.findElement(By.linkText("Show it in the timeline")).click();
        browser.awaitDrawn();
        assertThat(cornersOfMarkedBars())
                .as("red of the frames' corners, which are dark")
                .isEqualTo("27,27");
        String bar = "report.timeline.box(report.timeline.selected.named[1])";
        int x = (int) browser.number(bar + ".x + 3");
        browser.overTimeline(x, (int) browser.number(bar + ".y + 5"), false);
        assertThat(browser.texts("#tip")).singleElement().asString().contains("LOOKUP", "SOLD_OUT");
        browser.overTimeline(x, (int) browser.number(row(fault.target()) + ".y + 5"), false);
        assertThat(browser.texts("#tip")).singleElement().asString().startsWith(fault.kind() + " " + fault.target());
        assertThat(browser.accessibilityFaults()).isEmpty();
        picture();

        // The way back, and on: all that was ever said about that request.
        browser.find(By.linkText("Back to its calls")).click();
        rule.findElement(By.linkText("calls about " + request)).click();
        await().until(() -> !browser.texts("#operations tbody tr").isEmpty());
        assertThat(browser.texts("#operations tbody tr"))
                .hasSizeGreaterThan(1)
                .allSatisfy(row -> assertThat(row).contains(request));
    }

    private FaultSpan killedBackend() {
        return FaultSpan.of(history).stream()
                .filter(fault -> fault.kind().equals("kill") && fault.target().startsWith("backend"))
                .findFirst()
                .orElseThrow();
    }

    /** Asked while {@code fault} lasted, about a purchase that was told at once that it had won. */
    private Operation lookupOfAnOrder(FaultSpan fault) {
        Set<String> won = history.only(Line.Answered.class).stream()
                .filter(answered -> answered.status() == 201 && answered.request() != null)
                .map(Line.Answered::request)
                .collect(Collectors.toSet());
        return history.operations().stream()
                .filter(each -> each.call().kind() == Call.Kind.LOOKUP && each.status() == 200)
                .filter(each -> each.answered().body().contains("ACCEPTED"))
                .filter(each -> won.contains(each.call().request()))
                .filter(each -> each.asked().at() > fault.from() && each.asked().at() < fault.to())
                .findFirst()
                .orElseThrow();
    }

    private static JsonObject soldOut(Operation lookup) {
        JsonObject body = new JsonObject(lookup.answered().body()).put("status", "SOLD_OUT");
        body.remove("orderId");
        body.remove("quantity");
        return body;
    }

    private String cornersOfMarkedBars() {
        return String.valueOf(browser.run("""
                const {canvas, timeline} = report;
                const seen = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
                return timeline.selected.named.map(operation => {
                  const {x, y} = timeline.box(operation);
                  return seen.data.slice(4 * (Math.round(y) * canvas.width + Math.round(x)))[0];
                }).join()"""));
    }

    private static String row(String name) {
        return "report.timeline.rows.find(row => row.name === '" + name + "')";
    }

    @Test
    void theWholeCampaignIsShownAtFirst() throws IOException {
        visit(history, List.of());

        assertThat(browser.texts("#verdict")).containsExactly("Clean: no violation");
        assertThat(browser.find(By.id("violations-section")).isDisplayed()).isFalse();
        long first = history.operations().get(0).asked().at();
        assertThat(browser.number("report.view.from")).as("ms").isBetween(first / 1e6 - 1, first / 1e6 + 1);
        assertThat(browser.number("report.view.until")).isEqualTo(browser.number("report.campaign.end"));
        assertThat(browser.run("return report.timeline.rows.filter(row => row.kind === 'fault').map(row => row.name)"))
                .asInstanceOf(LIST)
                .containsExactlyInAnyOrderElementsOf(FaultSpan.of(history).stream()
                        .map(FaultSpan::target)
                        .distinct()
                        .toList());
    }

    @Test
    void keysAndMouseMoveZoomAndTell() throws IOException {
        visit(history, List.of());
        String share = "/ (report.campaign.end - report.campaign.begin)";
        browser.find(By.id("timeline")).sendKeys("+", "+", Keys.ARROW_RIGHT);
        browser.awaitDrawn();
        assertThat(browser.number("(report.view.until - report.view.from)" + share))
                .isBetween(0.24, 0.26);
        assertThat(browser.number("(report.view.from - report.campaign.begin)" + share))
                .isGreaterThan(0.4);

        Line.Lost lost = history.only(Line.Lost.class).get(0);
        String operation = "report.campaign.byId.get(" + lost.operation() + ")";
        browser.run("report.pick(" + operation + ")");
        browser.awaitDrawn();
        String box = "report.timeline.box(" + operation + ")";
        int x = (int) browser.number(box + ".x + 2");
        int y = (int) browser.number(box + ".y + 5");
        browser.overTimeline(x, y, false);
        assertThat(browser.texts("#tip")).singleElement().asString().contains("#" + lost.operation(), lost.reason());
        browser.overTimeline(x, y, true);
        assertThat(browser.texts("#picked")).singleElement().asString().contains("#" + lost.operation());
    }

    @Test
    void anOperationIsFoundByWords() throws IOException {
        visit(history, List.of());
        Operation lost = history.operations().stream()
                .filter(each -> each.status() == 0 && each.end() < Long.MAX_VALUE)
                .findFirst()
                .orElseThrow();
        browser.find(By.cssSelector("#operations > summary")).click();
        browser.find(By.cssSelector("#operations input")).sendKeys(lost.call().item());
        await().until(() -> !browser.texts("#operations tbody tr").isEmpty());
        assertThat(browser.texts("#operations tbody tr"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row).contains(lost.call().item()));

        browser.find(By.cssSelector("#operations tbody tr")).click();
        browser.awaitDrawn();

        assertThat(browser.number("report.view.until - report.view.from"))
                .isLessThan(browser.number("report.campaign.end - report.campaign.begin"));
        assertThat(browser.run("return report.timeline.picked.call"))
                .asString()
                .contains(lost.call().item());
    }

    @Test
    void ofManyOperationsAndViolationsAPersonStillSeesTheFirst() throws IOException {
        History many = repeated(12_000);
        List<Violation> violations = IntStream.range(0, 100)
                .mapToObj(i -> many.operations().get(i * 50))
                .map(operation -> new Violation(
                        operation.asked().operation() % 4 == 1 ? "NeverOversold" : "OneOutcomePerKey",
                        "Operation " + operation.asked().operation() + " is wrong. ".repeat(20),
                        List.of(operation.asked().operation()),
                        operation.asked().at(),
                        operation.end()))
                .toList();
        visit(many, violations);

        assertThat(browser.texts(".rule h3")).hasSizeLessThanOrEqualTo(2);
        assertThat(browser.texts(".violation")).hasSizeLessThanOrEqualTo(6);
        assertThat(browser.number("document.getElementById('timeline').offsetTop"))
                .isLessThan(2 * HEIGHT);
        browser.run("window.begin = performance.now(); report.timeline.draw()");
        assertThat(browser.number("performance.now() - begin")).as("ms").isLessThan(5_000);

        int shown = browser.texts(".violation").size();
        browser.find(By.cssSelector(".more summary")).click();
        await().until(() -> browser.texts(".violation").size() > shown);
    }

    /** The campaign again and again, until it has {@code operations}. */
    private History repeated(int operations) {
        int size = history.operations().size();
        long last = history.lines().get(history.lines().size() - 1).at();
        return new History(IntStream.rangeClosed(0, operations / size)
                .boxed()
                .flatMap(round -> history.lines().stream().map(line -> later(line, round * last, round * 1_000_000L)))
                .toList());
    }

    private static Line later(Line line, long by, long number) {
        if (line instanceof Line.Asked it) {
            return new Line.Asked(it.at() + by, it.operation() + number, it.client(), it.gateway(), it.call());
        } else if (line instanceof Line.Answered it) {
            return new Line.Answered(it.at() + by, it.operation() + number, it.status(), it.body(), it.request());
        } else if (line instanceof Line.Lost it) {
            return new Line.Lost(it.at() + by, it.operation() + number, it.reason());
        } else if (line instanceof Line.Fault it) {
            return new Line.Fault(it.at() + by, it.fault() + number, it.begins(), it.kind(), it.target());
        } else if (line instanceof Line.Served it) {
            return new Line.Served(it.at() + by, it.queue(), it.sent() + by);
        }
        return line;
    }

    @Test
    void itIsReadInTheDarkAndOnANarrowScreen() throws IOException {
        Operation lookup = lookupOfAnOrder(killedBackend());
        History lied = campaign.telling(lookup.answered(), 200, soldOut(lookup).encode());
        HtmlReport.write(lied, Checker.check(lied, campaign.evidence()), folder.resolve("report.html"));
        browser.look(390, 844, true);
        browser.visit(folder.resolve("report.html"));
        browser.find(By.linkText("Show it in the timeline")).click();
        browser.awaitDrawn();

        assertThat(browser.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
        assertThat(browser.number("report.canvas.getContext('2d').getImageData(2, 2, 1, 1).data[0]"))
                .as("red of the ground")
                .isLessThan(64);
        assertThat(browser.accessibilityFaults()).isEmpty();
    }

    @Test
    void whatAnswersSayStaysText() throws IOException {
        String evil = "</script><script>hacked = 1</script><img src=x onerror='hacked = 1'> {{script}} & \ud83d";
        Line.Answered answered = history.only(Line.Answered.class).get(0);
        Violation violation = new Violation(
                "<b>RULE</b>", evil, List.of(answered.operation(), 1L << 40), answered.at(), Long.MAX_VALUE);
        visit(campaign.telling(answered, 200, evil), List.of(violation));

        assertThat(browser.run("return typeof hacked")).isEqualTo("undefined");
        assertThat(browser.texts(".rule h3")).containsExactly("<b>RULE</b>: 1 violation");
        assertThat(browser.texts(".violation td.answer"))
                .singleElement()
                .asString()
                .startsWith(evil.replace('\ud83d', '?'));
        assertThat(browser.texts(".violation .soft")).containsExactly("Not shown: 1 more.");
    }

    @Test
    void anEmptyCampaignIsAReportToo() throws IOException {
        visit(new History(List.of(new Line.Setup(0, Long.MIN_VALUE, "none", "POSTGRES", 1))), List.of());

        assertThat(browser.texts("h1")).containsExactly("Campaign of seed " + Long.MIN_VALUE);
    }

    private void visit(History history, List<Violation> violations) throws IOException {
        Path file = folder.resolve("report.html");
        HtmlReport.write(history, violations, file);
        browser.look(1_280, HEIGHT, false);
        browser.visit(file);
        browser.awaitDrawn();
    }

    private void picture() throws IOException {
        if (Boolean.getBoolean("page.pictures")) {
            browser.run("scrollTo(0, 0)");
            Files.write(Path.of("..", "docs", "pictures", "proof-report.png"), browser.picture());
        }
    }
}
