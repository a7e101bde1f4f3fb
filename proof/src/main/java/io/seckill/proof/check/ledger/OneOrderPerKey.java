package io.seckill.proof.check.ledger;

import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;
import io.seckill.v1.Order;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Promise 6: of the purchases of one user and item that bear one idempotency key, one at most wins an order. */
final class OneOrderPerKey implements Rule {
    private record Key(String item, String user, String key) {}

    @Override
    public void check(Facts facts, Findings found) {
        Map<Key, OrderRecord> won = new HashMap<>();
        for (List<OrderRecord> records : facts.orders().values()) {
            OrderRecord record = records.get(0);
            Order order = record.order();
            if (order.getIdempotencyKey().isEmpty() || facts.mayBeDeleted(order.getItemId())) {
                continue;
            }
            Key key = new Key(order.getItemId(), order.getUserId(), order.getIdempotencyKey());
            OrderRecord other = won.putIfAbsent(key, record);
            if (other != null) {
                found.add("The key " + key.key() + " of " + key.user() + " has won two orders of " + key.item() + ": "
                        + other.id() + " at " + other.place() + " and " + record.id() + " at " + record.place() + '.');
            }
        }
    }
}
