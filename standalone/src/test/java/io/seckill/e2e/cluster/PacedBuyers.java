package io.seckill.e2e.cluster;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Buyers who come at a steady pace, each somebody else, whether those before them have been answered or not. One event
 * loop owns the fields.
 */
public final class PacedBuyers {
    private static final long LOOK_MILLIS = 5;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int WAIT_SECONDS = 25;

    private final Vertx vertx;
    private final Shop shop;
    private final List<String> items;
    private final int perSecond;
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final Promise<Map<String, Integer>> over = Promise.promise();
    private long begun;
    private int sent;
    private int answered;
    private boolean stopped;

    /** Buyers of {@code items}, so many a second, at {@code shop}. */
    public PacedBuyers(Vertx vertx, Shop shop, List<String> items, int perSecond) {
        this.vertx = vertx;
        this.shop = shop;
        this.items = items;
        this.perSecond = perSecond;
    }

    /** Lets them come. */
    public PacedBuyers start() {
        vertx.runOnContext(loop -> {
            begun = System.nanoTime();
            vertx.setPeriodic(LOOK_MILLIS, this::sendDue);
        });
        return this;
    }

    /**
     * Lets nobody else come, and waits until all are answered.
     *
     * @return how many heard what: an {@link Answer#outcome}, with what the answer says of its connection, or else what the
     *     connection came to
     */
    public Map<String, Integer> stop() {
        vertx.runOnContext(loop -> stopped = true);
        return Now.get(over.future());
    }

    /** Those who are late because this machine is come at once: the pace is kept. */
    private void sendDue(long timer) {
        long due = (System.nanoTime() - begun) * perSecond / NANOS_PER_SECOND;
        while (!stopped && sent < due) {
            String item = items.get(sent % items.size());
            buy("paced-" + sent++, item).onComplete(this::note);
        }
        if (stopped && answered == sent) {
            vertx.cancelTimer(timer);
            over.complete(outcomes);
        }
    }

    private Future<String> buy(String user, String item) {
        return shop.buyWaiting(user, item, WAIT_SECONDS)
                .map(answer -> (answer.outcome() + " " + answer.header("Connection")).strip());
    }

    private void note(AsyncResult<String> outcome) {
        answered++;
        outcomes.merge(outcome.succeeded() ? outcome.result() : outcome.cause().toString(), 1, Integer::sum);
    }
}
