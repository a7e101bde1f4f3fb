package io.seckill.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at what the browser shows, at the size of a phone and of a desktop; photographs it where that is asked for. */
public final class PagePictures {
    private static final Path FOLDER = Path.of("..", "docs", "pictures");

    private final boolean wanted = Boolean.getBoolean("page.pictures");
    private final Browser browser;
    private final String page;

    /** Looks at what {@code browser} shows; the pictures' names begin with {@code page}. */
    public PagePictures(Browser browser, String page) {
        this.browser = browser;
        this.page = page;
    }

    /** Holds the state {@code name} against the rules of accessibility, at both sizes; the phone's stays. */
    public void take(String name) {
        take(name + "-desktop", 1280, 800, 1);
        take(name + "-phone", 390, 844, 1.5);
    }

    private void take(String name, int width, int height, double scale) {
        browser.size(width, height, scale);
        browser.run("scrollTo(0, 0)");
        assertThat(browser.accessibilityFaults()).as(name).isEmpty();
        if (wanted) {
            try {
                Files.write(FOLDER.resolve(page + "-" + name + ".jpg"), browser.picture());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
