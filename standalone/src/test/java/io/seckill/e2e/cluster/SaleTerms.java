package io.seckill.e2e.cluster;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/**
 * The terms of a sale.
 *
 * @param title what buyers read
 * @param stock units in all
 * @param perUserLimit units for one user
 * @param opensAt when it begins
 * @param closesAt when it ends
 * @param holdSeconds how long an order waits for payment; 0 where it need not
 */
public record SaleTerms(String title, int stock, int perUserLimit, Instant opensAt, Instant closesAt, int holdSeconds) {
    /** A sale that is open for an hour from now, one unit a user. */
    public static SaleTerms open(int stock) {
        Instant now = Instant.now();
        return new SaleTerms("Something to sell", stock, 1, now.minusSeconds(60), now.plus(Duration.ofHours(1)), 0);
    }

    /** The same with another limit. */
    public SaleTerms limitedTo(int units) {
        return new SaleTerms(title, stock, units, opensAt, closesAt, holdSeconds);
    }

    /** The same under another title. */
    public SaleTerms called(String other) {
        return new SaleTerms(other, stock, perUserLimit, opensAt, closesAt, holdSeconds);
    }

    /** The same at another time. */
    public SaleTerms between(Instant opens, Instant closes) {
        return new SaleTerms(title, stock, perUserLimit, opens, closes, holdSeconds);
    }

    /** The same with orders that wait so long for payment. */
    public SaleTerms holding(int seconds) {
        return new SaleTerms(title, stock, perUserLimit, opensAt, closesAt, seconds);
    }

    /** The definition of {@code item} on these terms, as one line of many. */
    public String of(String item) {
        return json().put("itemId", item).encode();
    }

    JsonObject json() {
        return new JsonObject()
                .put("title", title)
                .put("stock", stock)
                .put("perUserLimit", perUserLimit)
                .put("opensAt", opensAt.toString())
                .put("closesAt", closesAt.toString())
                .put("holdSeconds", holdSeconds);
    }
}
