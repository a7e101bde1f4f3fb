package io.seckill.deploy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Grafana's dashboards, as {@code deploy/grafana} has them. */
final class Dashboards {
    private static final Path FOLDER = Tool.DEPLOY.resolve("grafana/dashboards");

    private Dashboards() {}

    /** Each of them. */
    static List<JsonObject> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(Dashboards::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What they ask Prometheus. */
    static List<String> queries() {
        return all().stream()
                .flatMap(dashboard -> objects(dashboard.getJsonArray("panels")))
                .flatMap(panel -> objects(panel.getJsonArray("targets")))
                .map(target -> target.getString("expr"))
                .toList();
    }

    static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast);
    }

    private static JsonObject read(Path file) {
        try {
            return new JsonObject(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
