package io.seckill.backend.postgres;

import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.backend.parallel.handler.ContendedException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import java.util.stream.Collectors;
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
            send(batch).onSuccess(decided -> {
                // First the next batch: whoever hears of this one takes his time.
                sendNext();
                decided.forEach(Runnable::run);
            });
        }

        /** What {@code batch} is to be told. Where one item's row is locked, the others' purchases are decided apart from it. */
        private Future<List<Runnable>> send(List<Waiting> batch) {
            List<Purchase> purchases = batch.stream().map(Waiting::purchase).toList();
            // By compose, because a statement that throws has failed.
            return Future.succeededFuture(purchases).compose(statement).transform(decided -> {
                Collection<List<Waiting>> items =
                        decided.cause() instanceof ContendedException ? byItem(batch) : List.of(batch);
                if (items.size() == 1) {
                    return Future.succeededFuture(told(batch, decided));
                }
                List<Runnable> all = new ArrayList<>(batch.size());
                Future<List<Runnable>> last = Future.succeededFuture(all);
                for (List<Waiting> item : items) {
                    last = last.compose(before -> send(item)).map(told -> {
                        all.addAll(told);
                        return all;
                    });
                }
                return last;
            });
        }

        private static Collection<List<Waiting>> byItem(List<Waiting> batch) {
            return batch.stream()
                    .collect(Collectors.groupingBy(
                            waiting -> waiting.purchase().attempt().command().getItemId(),
                            LinkedHashMap::new,
                            Collectors.toList()))
                    .values();
        }

        private static List<Runnable> told(List<Waiting> batch, AsyncResult<List<Row>> decided) {
            List<Runnable> told = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                Promise<Row> promise = batch.get(i).told();
                int row = i;
                told.add(
                        decided.succeeded()
                                ? () -> promise.complete(decided.result().get(row))
                                : () -> promise.fail(decided.cause()));
            }
            return told;
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
