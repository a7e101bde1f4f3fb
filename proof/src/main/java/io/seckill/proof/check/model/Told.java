package io.seckill.proof.check.model;

import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.facts.Exchange;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.history.Call;
import io.seckill.v1.OrderStatus;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What clients and books say became of each command: the replay goes on by it, and holds it against the rules. */
final class Told {
    private record Purchase(String request, @Nullable String user) {}

    private final Facts facts;
    private final Map<Purchase, Exchange> purchases = new HashMap<>();

    Told(Facts facts) {
        this.facts = facts;
        for (Exchange each : facts.exchanges(Call.Kind.PURCHASE, Call.Kind.LOOKUP)) {
            String request = each.purchase();
            if (request != null && each.outcome() != null) {
                purchases.putIfAbsent(new Purchase(request, each.call().user()), each);
            }
        }
    }

    /** A client that was told for good what became of the purchase {@code request} of {@code user}; null where none was. */
    @Nullable
    Exchange ofPurchase(String request, String user) {
        return purchases.get(new Purchase(request, user));
    }

    /** The call that was queued as {@code request}; null where its client has not heard. */
    @Nullable
    Exchange of(String request) {
        return facts.ofRequest(request);
    }

    /** The order that {@code request} won; null where it won none. */
    @Nullable
    OrderRecord order(String request) {
        List<OrderRecord> records = facts.orders().getOrDefault(request, List.of());
        return records.isEmpty() ? null : records.get(0);
    }

    /** How the order {@code id} ever stood; empty where the books tell only how it ended. */
    Set<OrderStatus> everOf(String id) {
        Set<OrderStatus> ever = EnumSet.noneOf(OrderStatus.class);
        if (facts.evidence().books().everyChange()) {
            facts.orders().getOrDefault(id, List.of()).forEach(each -> ever.add(each.status()));
        }
        return ever;
    }

    /** Whether the books keep every definition, so that one that is not there was never made. */
    boolean keepsEveryChange() {
        return facts.evidence().books().everyChange();
    }

    /** What all of this is from. */
    Facts facts() {
        return facts;
    }
}
