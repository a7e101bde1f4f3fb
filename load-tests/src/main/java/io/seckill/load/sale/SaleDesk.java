package io.seckill.load.sale;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Opens sales through a gateway's doors and reads them back. */
public final class SaleDesk {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration VISIBLE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(50);

    private final String buyers;
    private final String operators;
    private final HttpClient http = HttpClient.newHttpClient();

    /** URLs, without a path, of the public and the management listener. */
    public SaleDesk(String buyers, String operators) {
        this.buyers = buyers;
        this.operators = operators;
    }

    /** A sale of {@code stock} units from {@code opensAt} on, for a day, of which each user may buy one. */
    public record Sale(String item, long stock, Instant opensAt) {}

    /** Opens {@code sale}, and returns when the gateway shows it. */
    public void open(Sale sale) throws InterruptedException {
        JsonObject item = new JsonObject()
                .put("title", "Load test " + sale.item())
                .put("stock", sale.stock())
                .put("opensAt", sale.opensAt().toString())
                .put("closesAt", sale.opensAt().plus(Duration.ofDays(1)).toString())
                .put("perUserLimit", 1);
        HttpResponse<String> answer = send(request(operators + "/v1/admin/items/" + sale.item())
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(item.encode()))
                .build());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException("the sale of " + sale.item() + " was not opened: " + answer.body());
        }
        long deadline = System.nanoTime() + VISIBLE.toNanos();
        while (item(sale.item()).isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the gateway does not show " + sale.item());
            }
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
    }

    /** The item as the gateway shows it, which may lag by a moment; empty where it knows none. */
    public Optional<JsonObject> item(String id) throws InterruptedException {
        HttpResponse<String> answer = send(request(buyers + "/v1/items/" + id).build());
        return answer.statusCode() == 200 ? Optional.of(new JsonObject(answer.body())) : Optional.empty();
    }

    /** The gateway's metrics, in Prometheus's text format. */
    public String metrics() throws InterruptedException {
        return send(request(operators + "/metrics").build()).body();
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER);
    }

    private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("no answer from " + request.uri(), e);
        }
    }
}
