package io.seckill.proof.check.model;

import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.evidence.QueuedCommand;
import io.seckill.proof.check.facts.Exchange;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.OrderLife;
import io.seckill.proof.check.facts.WallClock;
import io.seckill.proof.history.Call;
import io.seckill.v1.Item;
import io.seckill.v1.OrderStatus;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What clients and books say became of each command: the replay goes on by it, and holds it against the rules. */
final class Told {
    private static final Set<String> FOR_LACK_OF_UNITS = Set.of("SOLD_OUT", "LIMIT_REACHED", "STOCK_BELOW_SOLD");
    /** Until topics and tables are read. */
    private static final long READING = TimeUnit.SECONDS.toNanos(10);

    private static final long TAKE_OVER = TimeUnit.SECONDS.toNanos(15);

    private record Purchase(String request, @Nullable String user) {}

    private final Facts facts;
    private final WallClock clock;
    private final long end; // of all that anybody asked, in nanoseconds since the campaign began
    private final Map<Purchase, Exchange> purchases = new HashMap<>();

    Told(Facts facts) {
        this.facts = facts;
        this.clock = new WallClock(facts);
        this.end = facts.exchanges().stream().mapToLong(Exchange::known).max().orElse(0);
        for (Exchange each : facts.exchanges(Call.Kind.PURCHASE, Call.Kind.LOOKUP)) {
            String request = each.purchase();
            if (request != null && each.outcome() != null) {
                purchases.merge(
                        new Purchase(request, each.call().user()),
                        each,
                        (one, other) -> one.answered() <= other.answered() ? one : other);
            }
        }
    }

    /** The first to be told for good what became of the purchase {@code request} of {@code user}; null where nobody was. */
    @Nullable
    Exchange ofPurchase(String request, String user) {
        return purchases.get(new Purchase(request, user));
    }

    /** Whether the time to live of {@code purchase} may have been over when somebody was told that it was. */
    boolean mayHaveExpired(QueuedCommand purchase) {
        long end = purchase.command().getExpiresAt();
        Exchange exchange = ofPurchase(purchase.request(), purchase.command().getUserId());
        boolean timed = clock.isKnown() && !facts.clocksWereWrong();
        return end != 0 && (!timed || exchange == null || clock.earliest(end) <= exchange.answered());
    }

    /** Whether no backend can have found {@code command} too old before the campaign was over. */
    boolean isInTime(QueuedCommand command) {
        boolean timed = clock.isKnown() && !facts.clocksWereWrong();
        long expires = command.command().getExpiresAt();
        return timed && (expires == 0 || clock.earliest(expires) > end + READING);
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
            if (!facts.haveEveryChange()) {
                ever.addAll(OrderLife.before(each.status()));
            }
        });
        return ever;
    }

    /**
     * Whether no hold that is over by the time of {@code queued} stands any more when that is decided. The ledger ends them
     * before each command. PostgreSQL ends them with a command that a backend queues for that, and before a refusal that
     * they may be the reason of; before others they may stand.
     */
    boolean endsHolds(QueuedCommand queued) {
        if (isLedger() || queued.command().hasExpireHolds()) {
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
        return !isLedger()
                && facts.strikes(fault -> true).stream()
                        .anyMatch(strike ->
                                strike.from() <= exchange.answered() && strike.to() >= exchange.asked() - TAKE_OVER);
    }

    /** Whether the ledger decides, and not PostgreSQL. */
    boolean isLedger() {
        return facts.evidence().books().everyChange();
    }

    /** Whether the books have, or may have had, an item that is {@code wanted}: one that they never had was never made. */
    boolean mayHaveHad(Predicate<Item> wanted) {
        return !facts.haveEveryChange()
                || facts.evidence().books().items().stream().anyMatch(each -> wanted.test(each.item()));
    }

    /** What all of this is from. */
    Facts facts() {
        return facts;
    }
}
