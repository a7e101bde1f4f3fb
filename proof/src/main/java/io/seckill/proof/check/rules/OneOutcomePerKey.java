package io.seckill.proof.check.rules;

import io.seckill.proof.check.facts.Exchange;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;
import io.seckill.proof.history.Call;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Promise 6: once a purchase with a key was told of an order, each later purchase of the same user, item, key and quantity
 * is told of that order, wherever it is asked; and no two are told of two orders.
 */
final class OneOutcomePerKey implements Rule {
    private record Key(String item, String user, String key) {}

    @Override
    public void check(Facts facts, Findings found) {
        Map<Key, Exchange> won = new HashMap<>();
        for (Exchange exchange : facts.exchanges(Call.Kind.PURCHASE)) {
            Key key = key(exchange.call());
            if (key != null && exchange.order() != null && !facts.mayBeDeleted(key.item())) {
                won.merge(key, exchange, (one, other) -> one.answered() <= other.answered() ? one : other);
            }
        }
        for (Exchange exchange : facts.exchanges(Call.Kind.PURCHASE)) {
            Key key = key(exchange.call());
            Exchange winner = key == null ? null : won.get(key);
            String request = exchange.request();
            if (winner == null
                    || exchange.equals(winner)
                    || exchange.outcome() == null
                    || (request != null && facts.isDeadLettered(request))) {
                continue;
            }
            check(winner, exchange, found);
        }
    }

    private static void check(Exchange winner, Exchange exchange, Findings found) {
        String order = winner.order();
        boolean otherOrder = exchange.order() != null && !exchange.order().equals(order);
        boolean later = exchange.asked() > winner.answered();
        boolean sameQuantity = exchange.call().quantity() == winner.call().quantity();
        boolean wrongRefusal = later
                && exchange.order() == null
                && !(exchange.code().equals("IDEMPOTENCY_KEY_REUSED") && !sameQuantity);
        if (otherOrder || wrongRefusal) {
            found.add(
                    "The key " + exchange.call().key() + " had won order " + order
                            + ", and a purchase with it was told " + exchange.outcome() + ": " + winner.text() + "; "
                            + exchange.text() + '.',
                    winner,
                    exchange);
        }
    }

    private static @Nullable Key key(Call call) {
        return call.key() == null || call.user() == null ? null : new Key(call.item(), call.user(), call.key());
    }
}
