package io.seckill.backend.postgres;

import io.seckill.backend.engine.Attempt;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Has many purchases decided by one statement, so that they share one commit and one wait for the item's row. Thread-safe.
 *
 * <p>An item belongs to one lane, and a lane has one batch on its way; what comes meanwhile is the next one. So batches are
 * small and prompt while little comes and large under load, and purchases of an item that everybody wants do not queue in
 * PostgreSQL for each other's commits: group commit, as J. Gray and A. Reuter describe it ("Transaction Processing", 1993).
 */
final class PurchaseBatcher {
    private final List<Lane> lanes;
    private final int limit;
    private final Function<List<Purchase>, Future<List<Row>>> statement;

    /**
     * @param lanes how many batches are on their way at most
     * @param limit purchases in one batch at most
     * @param statement decides a batch, all or nothing; its rows are in the batch's order
     */
    PurchaseBatcher(int lanes, int limit, Function<List<Purchase>, Future<List<Row>>> statement) {
        this.lanes = IntStream.range(0, lanes).mapToObj(number -> new Lane()).toList();
        this.limit = limit;
        this.statement = statement;
    }

    /** What PostgreSQL tells of {@code purchase}; where its batch failed, all of the batch fail, and none is decided. */
    Future<Row> decide(Purchase purchase) {
        String itemId = purchase.attempt().command().getItemId();
        return lanes.get(Math.floorMod(itemId.hashCode(), lanes.size())).add(purchase);
    }

    /** A purchase to decide, and whether its time had run out before it could be. */
    record Purchase(Attempt attempt, boolean expired) {}

    private record Waiting(Purchase purchase, Promise<Row> told) {}

    private final class Lane {
        private final Queue<Waiting> waiting = new ArrayDeque<>(); // guarded by this
        private boolean busy; // guarded by this

        Future<Row> add(Purchase purchase) {
            Waiting added = new Waiting(purchase, Promise.promise());
            synchronized (this) {
                waiting.add(added);
                if (busy) {
                    return added.told().future();
                }
                busy = true;
            }
            sendNext();
            return added.told().future();
        }

        private void sendNext() {
            List<Waiting> batch = next();
            if (batch.isEmpty()) {
                return;
            }
            List<Purchase> purchases = batch.stream().map(Waiting::purchase).toList();
            statement.apply(purchases).onComplete(decided -> {
                // First the next batch: whoever hears of this one takes his time.
                sendNext();
                for (int i = 0; i < batch.size(); i++) {
                    if (decided.succeeded()) {
                        batch.get(i).told().complete(decided.result().get(i));
                    } else {
                        batch.get(i).told().fail(decided.cause());
                    }
                }
            });
        }

        private synchronized List<Waiting> next() {
            List<Waiting> batch = new ArrayList<>(Math.min(limit, waiting.size()));
            while (batch.size() < limit && !waiting.isEmpty()) {
                batch.add(waiting.remove());
            }
            busy = !batch.isEmpty();
            return batch;
        }
    }
}
