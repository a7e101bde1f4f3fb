package io.seckill.proof.check.model;

import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.evidence.QueuedCommand;
import io.seckill.proof.check.facts.Exchange;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.history.Call;
import io.seckill.v1.OrderStatus;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What clients and books say became of each command: the replay goes on by it, and holds it against the rules. */
final class Told {
    private static final Set<String> FOR_LACK_OF_UNITS = Set.of("SOLD_OUT", "LIMIT_REACHED", "STOCK_BELOW_SOLD");
    private static final long TAKE_OVER = TimeUnit.SECONDS.toNanos(15);

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

    /** How the order {@code id} ever stood; or may have stood, where the books tell only how it ended. */
    Set<OrderStatus> everOf(String id) {
        Set<OrderStatus> ever = EnumSet.noneOf(OrderStatus.class);
        facts.orders().getOrDefault(id, List.of()).forEach(each -> {
            ever.add(each.status());
            if (!keepsEveryChange()) {
                ever.addAll(before(each.status()));
            }
        });
        return ever;
    }

    private static Set<OrderStatus> before(OrderStatus end) {
        return switch (end) {
            case ORDER_STATUS_CONFIRMED, ORDER_STATUS_EXPIRED -> EnumSet.of(OrderStatus.ORDER_STATUS_RESERVED);
            case ORDER_STATUS_CANCELLED, ORDER_STATUS_REFUNDED ->
                EnumSet.of(
                        OrderStatus.ORDER_STATUS_UNSPECIFIED,
                        OrderStatus.ORDER_STATUS_RESERVED,
                        OrderStatus.ORDER_STATUS_CONFIRMED);
            default -> EnumSet.noneOf(OrderStatus.class);
        };
    }

    /**
     * Whether no hold that is over by the time of {@code queued} stands any more when that is decided. The ledger ends them
     * before each command. PostgreSQL ends them with a command that a backend queues for that, and before a refusal that
     * they may be the reason of; before others they may stand.
     */
    boolean endsHolds(QueuedCommand queued) {
        if (keepsEveryChange() || queued.command().hasExpireHolds()) {
            return true;
        }
        Exchange exchange = queued.command().hasPurchase()
                ? ofPurchase(queued.request(), queued.command().getUserId())
                : of(queued.request());
        return exchange != null && FOR_LACK_OF_UNITS.contains(exchange.code());
    }

    /**
     * Whether what was told of the queued {@code exchange} may be of a later moment. A backend that takes a queue over
     * decides anew what PostgreSQL has decided, and is told how the item is by then.
     */
    boolean mayBeOfLater(Exchange exchange) {
        return !keepsEveryChange()
                && facts.isStruck(fault -> true, exchange.asked() - TAKE_OVER, exchange.answered());
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
