package io.seckill.proof.report;

import io.seckill.proof.check.Violation;
import io.seckill.proof.history.History;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A campaign as a page. */
public final class HtmlReport {
    private static final List<String> SCRIPTS = List.of(
            "elements.js",
            "model.js",
            "tables.js",
            "violations.js",
            "view.js",
            "timeline.js",
            "charts.js",
            "report.js");

    private HtmlReport() {}

    /** Writes to {@code file}, which it makes or replaces, what {@code history} and {@code violations} say. */
    public static void write(History history, List<Violation> violations, Path file) throws IOException {
        HtmlPage.write("report.html", SCRIPTS, new ReportData(history, violations).json(), file);
    }
}
