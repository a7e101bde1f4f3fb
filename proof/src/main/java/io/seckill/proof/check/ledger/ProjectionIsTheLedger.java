package io.seckill.proof.check.ledger;

import io.seckill.proof.check.evidence.Evidence.Projection;
import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** As far as a projector has read, its table has each order once, as it stands in the ledger. */
final class ProjectionIsTheLedger implements Rule {
    @Override
    public void check(Facts facts, Findings found) {
        Projection projection = facts.evidence().projection();
        Map<String, OrderRecord> rows = projection.orders().stream()
                .collect(Collectors.toMap(OrderRecord::id, Function.identity(), (one, two) -> two));
        int compared = 0;
        for (String id : facts.orders().keySet()) {
            OrderRecord order = facts.order(id);
            OrderRecord row = rows.remove(id);
            if (order != null
                    && order.offset() < projection.positions().getOrDefault(order.queue(), 0L)
                    && !facts.mayBeDeleted(order.order().getItemId())) {
                check(order, row, found);
                compared++;
            }
        }
        if (!projection.positions().isEmpty()) {
            found.remark(compared + " of " + facts.orders().size() + " orders compared with the projector's table");
        }
        rows.values()
                .forEach(row -> found.add("The projector has order " + row.id() + ", which the ledger never had."));
    }

    private static void check(OrderRecord order, @Nullable OrderRecord row, Findings found) {
        if (row == null) {
            found.add("Order " + order.id() + " at " + order.place() + " is not in the projector's table.");
        } else if (!readable(order.order()).equals(readable(row.order()))) {
            found.add("Order " + order.id() + " at " + order.place() + " is not as in the projector's table:\n"
                    + readable(order.order()) + "there it is\n" + readable(row.order()));
        }
    }

    private static Order readable(Order order) {
        boolean neverHeld = order.getStatus() == OrderStatus.ORDER_STATUS_UNSPECIFIED;
        return order.toBuilder()
                .clearDeviceId()
                .setStatus(neverHeld ? OrderStatus.ORDER_STATUS_CONFIRMED : order.getStatus())
                .build();
    }
}
