package io.seckill.e2e.cluster;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What buyers were told; safe for all threads, as large as the test. */
public final class Journal {
    /** A 201: {@code user} was told that {@code orderId} holds {@code quantity} units of {@code item}. */
    public record Sold(String user, String item, int quantity, String orderId) {}

    private final Queue<Sold> sold = new ConcurrentLinkedQueue<>();
    private final Set<String> soldOut = ConcurrentHashMap.newKeySet();

    void enter(Sold one) {
        sold.add(one);
    }

    void enterSoldOut(String item) {
        soldOut.add(item);
    }

    /** Every order that somebody was told to have. */
    public List<Sold> sold() {
        return List.copyOf(sold);
    }

    /** Every item of which not a single unit was left, by a gateway's word. */
    public Set<String> soldOut() {
        return Set.copyOf(soldOut);
    }
}
