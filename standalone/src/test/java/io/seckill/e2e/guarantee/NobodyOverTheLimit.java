package io.seckill.e2e.guarantee;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingInt;
import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.v1.Order;
import java.util.Map;

/** No user holds more units of an item than the item allows. */
final class NobodyOverTheLimit implements Guarantee {
    @Override
    public void check(Evidence evidence) {
        evidence.ledger().items().forEach((id, item) -> {
            Map<String, Integer> unitsOf = evidence.ledger().ordersOf(id).stream()
                    .collect(groupingBy(Order::getUserId, summingInt(Order::getQuantity)));
            assertThat(unitsOf.values())
                    .as("units of %s by user", id)
                    .allMatch(units -> units <= item.getPerUserLimit());
        });
    }
}
