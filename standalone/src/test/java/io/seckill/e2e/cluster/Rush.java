package io.seckill.e2e.cluster;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Buyers who buy one thing after the other at all gateways in turn, until they are stopped; safe for all threads. */
public final class Rush {
    /** One purchase of a rush: where it went, what came of it, and when it began, of {@link System#nanoTime}. */
    public record Bought(String user, String item, long begun, Duration took, Answer answer) {}

    /** Asks until it is known what came of a purchase, at the gateway whose number is given. */
    public interface Purchase {
        Future<Answer> by(int gateway, String user, String item);
    }

    private final Purchase purchase;
    private final int gateways;
    private final List<String> items;
    private final AtomicInteger users = new AtomicInteger();
    private final Queue<Bought> bought = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;
    private Future<?> over = Future.succeededFuture(); // of the test's thread

    /** Buyers of {@code items} at so many gateways, each time by {@code purchase} and as somebody else. */
    public Rush(int gateways, List<String> items, Purchase purchase) {
        this.gateways = gateways;
        this.items = items;
        this.purchase = purchase;
    }

    /** Lets so many buyers begin. */
    public Rush start(int buyers) {
        over = Future.join(
                IntStream.range(0, buyers).mapToObj(buyer -> buyNext()).toList());
        return this;
    }

    /** Purchases whose end is known so far. */
    public int size() {
        return bought.size();
    }

    /** Lets every buyer hear of his last purchase; all that was bought. */
    public List<Bought> stop() {
        stopped = true;
        Now.get(over);
        return List.copyOf(bought);
    }

    private Future<Void> buyNext() {
        if (stopped) {
            return Future.succeededFuture();
        }
        int number = users.getAndIncrement();
        String user = "rush-" + number;
        String item = items.get(number % items.size());
        long begun = System.nanoTime();
        return purchase.by(number % gateways, user, item).compose(answer -> {
            bought.add(new Bought(user, item, begun, Duration.ofNanos(System.nanoTime() - begun), answer));
            return buyNext();
        });
    }
}
