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
 * The sales that a newcomer finds, put there and looked at through the gateway's own doors: one is open, and once it is,
 * the whole path has been used; one opens a little later and asks for payment.
 */
final class DemoSale {
    static final String ITEM = "demo-phone";
    static final int STOCK = 100;

    /** Opens after {@link #OPENS_AFTER}, and holds what is bought for payment. */
    static final String LATER_ITEM = "demo-watch";

    static final Duration OPENS_AFTER = Duration.ofSeconds(30);

    private static final int LATER_STOCK = 2;
    private static final int HOLD_SECONDS = 60;
    private static final int OK = 200;
    private static final Duration OPEN_FOR = Duration.ofDays(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofMillis(10);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String items;
    private final String admin;
    private final InstantSource clock;

    /**
     * Sales at one gateway.
     *
     * @param buyers its public address, such as {@code http://127.0.0.1:8080}
     * @param management its management address
     */
    DemoSale(String buyers, String management, InstantSource clock) {
        this.items = buyers + "/v1/items/";
        this.admin = management + "/v1/admin/items/";
        this.clock = clock;
    }

    /** Opens the sales, with a full stock also where earlier data hold orders; blocks until buyers see the open one. */
    void open() throws IOException, InterruptedException {
        put(LATER_ITEM, "Demo watch", LATER_STOCK, OPENS_AFTER, HOLD_SECONDS);
        put(ITEM, "Demo phone", STOCK, Duration.ZERO, 0);
        until("the demo sale open", () -> isFull(get(ITEM), STOCK));
    }

    private void put(String item, String title, int units, Duration opensAfter, int holdSeconds)
            throws IOException, InterruptedException {
        JsonObject sale = new JsonObject()
                .put("title", title)
                .put("opensAt", clock.instant().plus(opensAfter).toString())
                .put("closesAt", clock.instant().plus(OPEN_FOR).toString())
                .put("holdSeconds", holdSeconds);
        // A gateway that has just started may not know yet what was sold; then the next attempt corrects the stock.
        until(
                "the sale of " + item + " accepted",
                () -> isFull(put(item, sale.put("stock", sold(item) + units)), units));
    }

    private int sold(String item) throws IOException, InterruptedException {
        HttpResponse<String> known = get(item);
        if (known.statusCode() != OK) {
            return 0;
        }
        JsonObject json = new JsonObject(known.body());
        return json.getInteger("stock") - json.getInteger("remaining");
    }

    private static boolean isFull(HttpResponse<String> answer, int units) {
        return answer.statusCode() == OK && new JsonObject(answer.body()).getInteger("remaining") == units;
    }

    private HttpResponse<String> get(String item) throws IOException, InterruptedException {
        URI uri = URI.create(items + item);
        return http.send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> put(String item, JsonObject body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(admin + item))
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
