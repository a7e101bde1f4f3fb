package io.seckill.proof.check.model;

import io.seckill.v1.OrderStatus;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All that is known of one item at some moment of its replay, as far as it is known. */
final class SaleState {
    private record UsersId(String user, String id) {}

    private final Map<String, ReplayedOrder> orders = new LinkedHashMap<>();
    private final Map<UsersId, ReplayedOrder> keys = new HashMap<>();
    private final Set<UsersId> purchases = new LinkedHashSet<>();
    private final Set<UsersId> unknown = new LinkedHashSet<>();
    private Set<Definition> definitions = Set.of(Definition.NONE);

    /** What the item may be. */
    Set<Definition> definitions() {
        return definitions;
    }

    void define(Set<Definition> possible) {
        definitions = possible;
    }

    /** Only definitions that are {@code likely} are left, where there are any. */
    boolean narrow(Predicate<Definition> likely) {
        Set<Definition> left = new LinkedHashSet<>(definitions);
        left.removeIf(likely.negate());
        if (!left.isEmpty()) {
            definitions = left;
        }
        return !left.isEmpty();
    }

    Map<String, ReplayedOrder> orders() {
        return orders;
    }

    /** Whether its sale may be over, and no order of it be reserved. */
    boolean mayBeDeleted(Definition.Moment now) {
        return definitions.stream().anyMatch(each -> each.exists() && each.mayBeOver(now))
                && orders.values().stream().noneMatch(ReplayedOrder::isSurelyReserved);
    }

    /** Whether nothing else can be. */
    boolean mustBeDeleted(Definition.Moment now) {
        return definitions.stream().allMatch(each -> each.exists() && each.isSurelyOver(now))
                && orders.values().stream().noneMatch(ReplayedOrder::mayBeReserved);
    }

    /** The item is deleted with its orders; what was asked stays asked. */
    void forget() {
        definitions = Set.of(Definition.NONE);
        orders.clear();
        keys.clear();
    }

    void add(ReplayedOrder order) {
        orders.put(order.order().getOrderId(), order);
        if (!order.order().getIdempotencyKey().isEmpty()) {
            keys.put(new UsersId(order.order().getUserId(), order.order().getIdempotencyKey()), order);
        }
    }

    /** The order that {@code key} of {@code user} has won; null where it has not. */
    @Nullable
    ReplayedOrder wonBy(String user, String key) {
        return key.isEmpty() ? null : keys.get(new UsersId(user, key));
    }

    /** Whether a purchase comes here for the first time. */
    boolean begins(String user, String request) {
        return purchases.add(new UsersId(user, request));
    }

    /** Somebody asks for a purchase; where it has not come yet it never will. Says whether it has. */
    boolean lookUp(String user, String request) {
        UsersId id = new UsersId(user, request);
        return purchases.contains(id) || !unknown.add(id);
    }

    /** Whether {@code user} was told, or may have been, that there is no such purchase. */
    boolean isUnknown(String user, String request) {
        return unknown.contains(new UsersId(user, request));
    }

    /** Time goes by; holds that are over have ended where {@code endsHolds}, else they may have. */
    void hear(Definition.Moment now, boolean endsHolds) {
        orders.values().forEach(each -> each.hear(now, endsHolds));
    }

    /** Units that are reserved or sold, at the least. */
    long leastHeld(Predicate<ReplayedOrder> wanted) {
        return sum(wanted.and(ReplayedOrder::surelyHolds));
    }

    /** Units that are reserved or sold, at the most. */
    long mostHeld(Predicate<ReplayedOrder> wanted) {
        return sum(wanted.and(ReplayedOrder::mayHold));
    }

    private long sum(Predicate<ReplayedOrder> wanted) {
        return orders.values().stream()
                .filter(wanted)
                .mapToLong(each -> Integer.toUnsignedLong(each.order().getQuantity()))
                .sum();
    }

    /** Whether a hold of {@code user} may have run out. */
    boolean mayHaveExpired(String user) {
        return orders.values().stream()
                .anyMatch(each -> each.order().getUserId().equals(user)
                        && each.possible().contains(OrderStatus.ORDER_STATUS_EXPIRED));
    }
}
