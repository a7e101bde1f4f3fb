package io.seckill.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** A real browser without a window, on the sale's page; used by one thread, the test's. */
public final class Browser implements AutoCloseable {
    private static final String AXE = axe();

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Opens the browser of this machine; where there is none, the test is skipped, but in CI it fails. */
    public static Browser open() {
        Optional<File> browser = find("chromium", "chromium-browser", "google-chrome");
        Optional<File> chromedriver = find("chromedriver");
        boolean here = browser.isPresent() && chromedriver.isPresent();
        String missing = "chromium and chromedriver are not installed (Debian: chromium chromium-driver)";
        if ("true".equals(System.getenv("CI"))) {
            assertThat(here).as(missing).isTrue();
        }
        assumeTrue(here, missing);
        ChromeOptions options = new ChromeOptions()
                .setBinary(browser.orElseThrow())
                .addArguments(
                        "--headless=new",
                        // Root, as in most containers, may not have a sandbox; the page is our own.
                        "--no-sandbox",
                        "--disable-dev-shm-usage",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--lang=en",
                        "--hide-scrollbars",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.orElseThrow())
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    /** Goes to {@code url}. */
    public void visit(String url) {
        driver.get(url);
    }

    /** Loads the page again. */
    public void reload() {
        driver.navigate().refresh();
    }

    /** Opens {@code url} in one more tab, and stays there. */
    public void visitInNewTab(String url) {
        driver.switchTo().newWindow(WindowType.TAB);
        driver.get(url);
    }

    /** Goes to the tab opened as number {@code tab}, from 0. */
    public void toTab(int tab) {
        driver.switchTo().window(new ArrayList<>(driver.getWindowHandles()).get(tab));
    }

    /** Closes all tabs but the first, and goes there. */
    public void oneTab() {
        List<String> tabs = new ArrayList<>(driver.getWindowHandles());
        for (String tab : tabs.subList(1, tabs.size())) {
            driver.switchTo().window(tab).close();
        }
        driver.switchTo().window(tabs.get(0));
    }

    /** Has the page, once it is loaded, ask as {@code name} from now on, and show {@code item}. */
    public void as(String name, String item) {
        run(
                "localStorage.setItem('seckill user', arguments[0]); location.hash = arguments[1]; location.reload();",
                name,
                item);
        awaitText("#title", text -> !text.isEmpty());
    }

    /** What a script gives back. */
    public @Nullable Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Clicks on what {@code css} names, once that is there and can be used. */
    public void click(String css) {
        await(css + " to click on").until(() -> shown(css + ":not([aria-disabled=true])"));
        driver.findElement(By.cssSelector(css)).click();
    }

    /** Types into whatever has the focus. */
    public void type(CharSequence keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** The text of what {@code css} names; empty where that is not shown. */
    public String text(String css) {
        Object text = run("const e = document.querySelector(arguments[0]); return e ? e.innerText : ''", css);
        return String.valueOf(text);
    }

    /** Waits until the text of what {@code css} names is as wanted. */
    public void awaitText(String css, Predicate<String> wanted) {
        try {
            await().until(() -> text(css), wanted);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(css + " never became as wanted; the page says:\n" + text("body"), e);
        }
    }

    /** Whether the page shows what {@code css} names. */
    public boolean shown(String css) {
        return Boolean.TRUE.equals(
                run("const e = document.querySelector(arguments[0]); return Boolean(e && e.checkVisibility())", css));
    }

    /** How many {@code css} names. */
    public int count(String css) {
        return driver.findElements(By.cssSelector(css)).size();
    }

    /** Takes the browser off the network, or puts it back. */
    public void connected(boolean connected) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", !connected, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** Shows the page at another size, in CSS pixels; {@code scale} is how many pixels of a picture each takes. */
    public void size(int width, int height, double scale) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", width < 600));
    }

    /** Light or dark, as {@code scheme} says. */
    public void scheme(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** What axe-core finds on the page that is serious or critical, one line each. */
    public List<?> accessibilityFaults() {
        if (!Boolean.TRUE.equals(run("return 'axe' in window"))) {
            run(AXE); // half a megabyte, once a page
        }
        Object faults = driver.executeAsyncScript("""
                const done = arguments[0];
                axe.run({resultTypes: ['violations']}).then(found => done(found.violations
                    .filter(each => ['serious', 'critical'].includes(each.impact))
                    .map(each => each.id + ': ' + each.nodes.map(node => node.html + ' ' + node.failureSummary))));
                """);
        return (List<?>) Objects.requireNonNull(faults);
    }

    /** A picture of what is seen, as JPEG. */
    public byte[] picture() {
        Map<String, Object> picture =
                driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "jpeg", "quality", 85));
        return Base64.getDecoder().decode(String.valueOf(picture.get("data")));
    }

    /** Runs {@code script} in this tab before any script of each page that is visited from now on. */
    public void beforePages(String script) {
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** What went wrong in the page itself, such as scripts that failed or that its policy refused. */
    public List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> !entry.getMessage().contains("Failed to load resource"))
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }

    private static String axe() {
        try (InputStream in = Browser.class.getClassLoader().getResourceAsStream("axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<File> find(String... names) {
        String path = System.getenv("PATH");
        return Stream.of(path == null ? "" : path)
                .flatMap(all -> Arrays.stream(all.split(File.pathSeparator, -1)))
                .flatMap(folder -> Arrays.stream(names).map(name -> new File(folder, name)))
                .filter(File::canExecute)
                .findFirst();
    }
}
