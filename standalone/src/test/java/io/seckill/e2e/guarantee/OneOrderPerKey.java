package io.seckill.e2e.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.v1.Order;
import java.util.List;

/** Purchases of one user and item that bear the same idempotency key have one order among them at the most. */
final class OneOrderPerKey implements Guarantee {
    @Override
    public void check(Evidence evidence) {
        assertThat(evidence.ledger().orders().values())
                .filteredOn(order -> !order.getIdempotencyKey().isEmpty())
                .extracting(OneOrderPerKey::purchase)
                .doesNotHaveDuplicates();
    }

    private static List<String> purchase(Order order) {
        return List.of(order.getUserId(), order.getItemId(), order.getIdempotencyKey());
    }
}
