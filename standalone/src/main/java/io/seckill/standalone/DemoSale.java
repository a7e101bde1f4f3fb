package io.seckill.standalone;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The sale that a newcomer finds open, put there and looked at through the gateway's own doors: once it is open, the
 * whole path has been used.
 */
final class DemoSale {
    static final String ITEM = "demo-phone";
    static final int STOCK = 100;

    private static final int OK = 200;
    private static final Duration OPEN_FOR = Duration.ofDays(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofMillis(10);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final URI item;
    private final URI admin;
    private final InstantSource clock;

    /**
     * A sale at one gateway.
     *
     * @param buyers its public address, such as {@code http://127.0.0.1:8080}
     * @param management its management address
     */
    DemoSale(String buyers, String management, InstantSource clock) {
        this.item = URI.create(buyers + "/v1/items/" + ITEM);
        this.admin = URI.create(management + "/v1/admin/items/" + ITEM);
        this.clock = clock;
    }

    /** Opens the sale, with a full stock also where earlier data hold orders; blocks until buyers see it. */
    void open() throws IOException, InterruptedException {
        // A gateway that has just started may not know yet what was sold; then the next attempt corrects the stock.
        until("the demo sale accepted", () -> isFull(put(sale(sold() + STOCK))));
        until("the demo sale open", () -> isFull(get(item)));
    }

    private int sold() throws IOException, InterruptedException {
        HttpResponse<String> known = get(item);
        if (known.statusCode() != OK) {
            return 0;
        }
        JsonObject json = new JsonObject(known.body());
        return json.getInteger("stock") - json.getInteger("remaining");
    }

    private JsonObject sale(int stock) {
        return new JsonObject()
                .put("title", "Demo phone")
                .put("stock", stock)
                .put("opensAt", clock.instant().toString())
                .put("closesAt", clock.instant().plus(OPEN_FOR).toString())
                .put("perUserLimit", 1);
    }

    private static boolean isFull(HttpResponse<String> answer) {
        return answer.statusCode() == OK && new JsonObject(answer.body()).getInteger("remaining") == STOCK;
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> put(JsonObject body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(admin)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body.encode()))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private static void until(String what, Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("waited " + PATIENCE.toSeconds() + " s in vain for " + what);
            }
            Thread.sleep(STEP.toMillis());
        }
    }
}
