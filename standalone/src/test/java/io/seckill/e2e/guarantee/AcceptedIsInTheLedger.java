package io.seckill.e2e.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.e2e.cluster.Journal.Sold;
import io.seckill.v1.Order;

/** Every 201 names an order of its own, which the ledger holds for just that user, item and quantity. */
final class AcceptedIsInTheLedger implements Guarantee {
    @Override
    public void check(Evidence evidence) {
        assertThat(evidence.journal().sold()).extracting(Sold::orderId).doesNotHaveDuplicates();
        for (Sold sold : evidence.journal().sold()) {
            Order order = evidence.ledger().orders().get(sold.orderId());
            assertThat(order).as("the order of %s", sold).isNotNull();
            assertThat(new Sold(order.getUserId(), order.getItemId(), order.getQuantity(), order.getOrderId()))
                    .isEqualTo(sold);
        }
    }
}
