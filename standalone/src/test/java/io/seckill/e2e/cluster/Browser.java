package io.seckill.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A real browser without a window, on the sale's page; used by one thread, the test's. */
public final class Browser implements AutoCloseable {
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

    /** Buys one of {@code item} as {@code user}, once the page shows it. */
    public void buy(String user, String item) {
        await(item + " on the page").until(() -> card(item).isPresent());
        WebElement name = driver.findElement(By.id("user"));
        name.clear();
        name.sendKeys(user);
        card(item).orElseThrow().findElement(By.tagName("button")).click();
    }

    /** Clicks twice on the button of {@code item}, faster than any answer. */
    public void buyTwiceAtOnce(String item) {
        driver.executeScript("const b = document.querySelector('article[data-item=\"" + item + "\"] button');"
                + " b.click(); b.click();");
    }

    /** Takes the browser off the network, or puts it back. */
    public void connected(boolean connected) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", !connected, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** Answers on the page. */
    public int answers() {
        return driver.findElements(By.cssSelector("#answers li")).size();
    }

    /** What the page says of the latest purchase: its kind ({@code good}, {@code bad}, {@code wait}) and its text. */
    public String latestAnswer() {
        WebElement line = driver.findElement(By.cssSelector("#answers li:first-child"));
        return line.getAttribute("class") + " " + line.getText();
    }

    /** All that the page shows of {@code item}; empty where it does not show it. */
    public String shown(String item) {
        return card(item).map(WebElement::getText).orElse("");
    }

    /** Items on the page. */
    public int items() {
        return driver.findElements(By.tagName("article")).size();
    }

    /** Asks for the next page of items, once it is offered. */
    public void more() {
        await("the button for more")
                .until(() -> driver.findElement(By.id("more")).isDisplayed());
        driver.findElement(By.id("more")).click();
    }

    @Override
    public void close() {
        driver.quit();
    }

    private Optional<WebElement> card(String item) {
        List<WebElement> cards = driver.findElements(By.cssSelector("article[data-item='" + item + "']"));
        return cards.stream().findFirst();
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
