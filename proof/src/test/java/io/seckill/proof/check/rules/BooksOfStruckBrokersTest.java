package io.seckill.proof.check.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.proof.check.Violation;
import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.v1.OrderStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Brokers may leave committed records unreadable; those that nothing has replaced are written again, behind later ones. */
class BooksOfStruckBrokersTest {
    private final Recording record = new Recording();

    private void brokerWasStruck() {
        record.fault("kill", "broker-0", true);
        record.fault("kill", "broker-0", false);
    }

    private List<String> rulesBroken() {
        return Checker.check(record.history(), record.evidence()).stream()
                .map(Violation::rule)
                .distinct()
                .toList();
    }

    private void refundedOrderThatNoRecordConfirms() {
        record.put("held", 2, 5, 2_000);
        String order = record.buy("hal", "held", 1, null);
        record.confirm("hal", order);
        record.refund(order);
        record.orders.removeIf(each -> each.status() == OrderStatus.ORDER_STATUS_CONFIRMED);
    }

    @Test
    void stepThatALaterOneHasReplacedMayBeMissing() {
        brokerWasStruck();
        refundedOrderThatNoRecordConfirms();

        assertThat(rulesBroken()).isEmpty();
    }

    @Test
    void withoutThatEachStepIsThere() {
        refundedOrderThatNoRecordConfirms();

        assertThat(rulesBroken()).contains("OrdersLiveOnce", "ChangesAreKept", "EventsAreTheLedger");
    }

    @Test
    void definitionThatALaterOneHasReplacedMayBeMissing() {
        brokerWasStruck();
        record.put("few", 50, 2, 0);
        record.buy("dan", "few", 1, null);
        record.put("few", 60, 2, 0);
        record.items.remove(0);

        assertThat(rulesBroken()).isEmpty();
    }

    private void cancelledOrderThatIsWrittenAgain() {
        record.put("few", 50, 1, 0);
        String first = record.buy("dan", "few", 1, null);
        record.cancel(null, first);
        record.buy("dan", "few", 1, null);
        OrderRecord cancelled = record.orders.remove(1);
        record.orders.add(
                new OrderRecord("seckill.orders-0@900", 0, 900, cancelled.timestamp() + 500, cancelled.order()));
    }

    @Test
    void limitHoldsAtTheEnd() {
        brokerWasStruck();
        cancelledOrderThatIsWrittenAgain();

        assertThat(rulesBroken()).isEmpty();
    }

    @Test
    void withoutThatTheLimitHoldsAlways() {
        cancelledOrderThatIsWrittenAgain();

        assertThat(rulesBroken()).contains("NobodyOverTheLimit");
    }

    @Test
    void userWhoHasTooMuchAtTheEndIsFound() {
        brokerWasStruck();
        record.put("few", 50, 1, 0);
        record.buy("dan", "few", 1, null);
        record.buy("dan", "few", 1, null);

        assertThat(rulesBroken()).contains("NobodyOverTheLimit", "FollowsFromTheQueue");
    }

    @Test
    void eventsMayEndEarly() {
        record.unreadable.put("events", "a transaction is open");

        assertThat(rulesBroken()).containsExactly("EvidenceIsThere");
        brokerWasStruck();
        assertThat(rulesBroken()).isEmpty();
    }
}
