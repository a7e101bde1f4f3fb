package io.seckill.backend.postgres;

import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.backend.parallel.handler.ContendedException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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
 *
 * @param <R> what is told of a purchase
 */
final class PurchaseBatcher<R> {
    private final List<Lane> lanes;
    private final int limit;
    private final Function<List<Purchase>, Future<List<R>>> statement;

    /**
     * @param lanes how many batches are on their way at most
     * @param limit purchases in one batch at most, and in a line
     * @param statement decides a batch, all or nothing; its rows are in the batch's order
     */
    PurchaseBatcher(int lanes, int limit, Function<List<Purchase>, Future<List<R>>> statement) {
        this.lanes = IntStream.range(0, lanes).mapToObj(number -> new Lane()).toList();
        this.limit = limit;
        this.statement = statement;
    }

    /**
     * Decides {@code line}, purchases of one item in their order, by one statement, beside other items' perhaps.
     *
     * @return what PostgreSQL tells of each. Where the statement failed, none is decided.
     */
    Future<List<R>> decide(List<Purchase> line) {
        return lanes.get(Math.floorMod(item(line).hashCode(), lanes.size())).add(line);
    }

    private static String item(List<Purchase> line) {
        return line.get(0).attempt().command().getItemId();
    }

    /** A purchase to decide, and whether its time had run out before it could be. */
    record Purchase(Attempt attempt, boolean expired) {}

    private record Waiting<R>(List<Purchase> line, Promise<List<R>> told) {}

    private final class Lane {
        private final Queue<Waiting<R>> waiting = new ArrayDeque<>(); // guarded by this
        private boolean busy; // guarded by this

        Future<List<R>> add(List<Purchase> line) {
            Waiting<R> added = new Waiting<>(line, Promise.promise());
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
            List<Waiting<R>> batch = next();
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
        private Future<List<Runnable>> send(List<Waiting<R>> batch) {
            List<Purchase> purchases =
                    batch.stream().flatMap(each -> each.line().stream()).toList();
            // By compose, because a statement that throws has failed.
            return Future.succeededFuture(purchases).compose(statement).transform(decided -> {
                Collection<List<Waiting<R>>> items =
                        decided.cause() instanceof ContendedException ? byItem(batch) : List.of(batch);
                if (items.size() == 1) {
                    return Future.succeededFuture(told(batch, decided));
                }
                List<Runnable> all = new ArrayList<>(batch.size());
                Future<List<Runnable>> last = Future.succeededFuture(all);
                for (List<Waiting<R>> item : items) {
                    last = last.compose(before -> send(item)).map(told -> {
                        all.addAll(told);
                        return all;
                    });
                }
                return last;
            });
        }

        private Collection<List<Waiting<R>>> byItem(List<Waiting<R>> batch) {
            return batch.stream()
                    .collect(Collectors.groupingBy(each -> item(each.line()), LinkedHashMap::new, Collectors.toList()))
                    .values();
        }

        private static <R> List<Runnable> told(List<Waiting<R>> batch, AsyncResult<List<R>> decided) {
            List<Runnable> told = new ArrayList<>(batch.size());
            int next = 0;
            for (Waiting<R> each : batch) {
                int first = next;
                next += each.line().size();
                int end = next;
                told.add(
                        decided.succeeded()
                                ? () -> each.told().complete(decided.result().subList(first, end))
                                : () -> each.told().fail(decided.cause()));
            }
            return told;
        }

        private synchronized List<Waiting<R>> next() {
            List<Waiting<R>> batch = new ArrayList<>();
            int size = 0;
            Waiting<R> first = waiting.peek();
            while (first != null && (size == 0 || size + first.line().size() <= limit)) {
                size += first.line().size();
                batch.add(waiting.remove());
                first = waiting.peek();
            }
            busy = !batch.isEmpty();
            return batch;
        }
    }
}
