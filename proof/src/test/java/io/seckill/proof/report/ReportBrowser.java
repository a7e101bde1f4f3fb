package io.seckill.proof.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** A real browser without a window, on a report. */
public final class ReportBrowser implements AutoCloseable {
    private final ChromeDriver driver;

    private ReportBrowser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Opens the browser of this machine; where there is none, the test is skipped, but in CI it fails. */
    public static ReportBrowser open() {
        Optional<File> browser = find("chromium").or(() -> find("google-chrome"));
        Optional<File> chromedriver = find("chromedriver");
        boolean here = browser.isPresent() && chromedriver.isPresent();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(here).as("chromium and chromedriver are installed").isTrue();
        }
        assumeTrue(here, "chromium and chromedriver are not installed (Debian: chromium chromium-driver)");
        ChromeOptions options = new ChromeOptions()
                .setBinary(browser.orElseThrow())
                // Root, as in most containers, may not have a sandbox; the page is our own.
                .addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")
                .addArguments("--no-first-run", "--lang=en", "--hide-scrollbars", "--disable-background-networking");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.orElseThrow())
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        return new ReportBrowser(new ChromeDriver(service, options));
    }

    private static Optional<File> find(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> new File(folder, name))
                .filter(File::canExecute)
                .findFirst();
    }

    /** Makes its window as large, in pixels, and of a person who likes the dark, or not. */
    public void look(int width, int height, boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Shows {@code file}. */
    public void visit(Path file) {
        driver.get(file.toUri().toString());
    }

    /** Waits until the timeline shows what was asked for last. */
    void awaitDrawn() {
        await().until(() -> Boolean.TRUE.equals(run("return report.view.frame === undefined")));
    }

    @Nullable
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    double number(String script) {
        return ((Number) Objects.requireNonNull(run("return " + script))).doubleValue();
    }

    /** Of the page. */
    public String title() {
        return Objects.requireNonNullElse(driver.getTitle(), "");
    }

    /** The first that fits. */
    public WebElement find(By by) {
        return driver.findElement(by);
    }

    /** What is to be read in all that fit. */
    public List<String> texts(String css) {
        return driver.findElements(By.cssSelector(css)).stream()
                .map(WebElement::getText)
                .toList();
    }

    /** The mouse on a place of the timeline, from its upper left corner. */
    void overTimeline(int x, int y, boolean click) {
        String canvas = "document.getElementById('timeline').getBoundingClientRect()";
        run("scrollBy(0, " + canvas + ".y + arguments[0] - innerHeight / 2)", y);
        // By the window, as an element's middle is that of the part that is seen.
        Actions mouse =
                new Actions(driver).moveToLocation((int) number(canvas + ".x") + x, (int) number(canvas + ".y") + y);
        (click ? mouse.click() : mouse).perform();
    }

    /** What went wrong in the page since this was last asked. */
    public List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** What axe-core finds on the page that is serious or critical. */
    public List<?> accessibilityFaults() throws IOException {
        try (InputStream axe = ReportBrowser.class.getClassLoader().getResourceAsStream("axe.min.js")) {
            run(new String(Objects.requireNonNull(axe).readAllBytes(), StandardCharsets.UTF_8));
        }
        return (List<?>) Objects.requireNonNull(driver.executeAsyncScript("""
                const done = arguments[0];
                axe.run({resultTypes: ['violations']}).then(found => done(found.violations
                    .filter(each => ['serious', 'critical'].includes(each.impact))
                    .map(each => each.id + ': ' + each.nodes.map(node => node.html + ' ' + node.failureSummary))));
                """));
    }

    /** What is seen, as PNG. */
    byte[] picture() {
        return Base64.getDecoder()
                .decode(String.valueOf(driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png"))
                        .get("data")));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
