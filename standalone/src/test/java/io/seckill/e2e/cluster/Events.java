package io.seckill.e2e.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Somebody who watches a place in line: what he heard, and when. Owned by an event loop until it has ended. */
public final class Events {
    /**
     * One event.
     *
     * @param atMillis when it came, by a clock whose zero means nothing
     * @param name {@code position} or {@code outcome}
     * @param data what it says
     */
    public record Event(long atMillis, String name, JsonObject data) {}

    private final List<Event> heard = new ArrayList<>();
    private final Promise<List<Event>> ended = Promise.promise();

    private Events() {}

    /** All events from {@code location}'s stream, as {@code user}, once it has ended; fails where it breaks. */
    static Future<List<Event>> of(Door door, String user, String location) {
        String path = location.contains("?") ? location.replace("?", "/events?") : location + "/events";
        return door.caller()
                .onLoop(() ->
                        door.open(path, Map.of("X-User-Id", user)).compose(response -> new Events().hear(response)));
    }

    private Future<List<Event>> hear(HttpClientResponse response) {
        RecordParser parser = RecordParser.newDelimited("\n\n").handler(this::take);
        response.handler(parser)
                .exceptionHandler(ended::tryFail)
                .endHandler(end -> ended.tryComplete(List.copyOf(heard)));
        return ended.future();
    }

    private void take(Buffer event) {
        Map<String, String> fields = event.toString()
                .lines()
                .filter(line -> !line.startsWith(":"))
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(field -> field[0], field -> field[1]));
        if (!fields.isEmpty()) {
            heard.add(new Event(
                    System.nanoTime() / 1_000_000,
                    fields.getOrDefault("event", ""),
                    new JsonObject(fields.getOrDefault("data", "{}"))));
        }
    }
}
