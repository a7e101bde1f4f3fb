package io.seckill.backend.decide;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.decide.memory.MemorySettings;
import io.seckill.v1.Cancel;
import io.seckill.v1.Command;
import io.seckill.v1.Confirm;
import io.seckill.v1.ExpireHolds;
import io.seckill.v1.Lookup;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import io.seckill.v1.Outcome;
import io.seckill.v1.Purchase;
import io.seckill.v1.PutItem;
import io.seckill.v1.Refund;
import io.seckill.v1.Result;
import io.seckill.v1.ShowOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HoldsTest {
    private static final long HOLD = 100;

    private final Ledger ledger = new Ledger(7, new MemorySettings(1_000, 2), 0);
    private final List<LedgerEntry> written = new ArrayList<>();
    private long now = 1_000;
    private long offset = 50;

    @Test
    void anOrderOfAnItemThatAsksForPaymentIsReservedUntilTheLogsTimePlusTheHold() {
        put(1, 1, HOLD);
        Order order = buy("r1", "ann").getOrder();

        assertThat(order.getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_RESERVED);
        assertThat(order.getHeldUntil()).isEqualTo(1_100);
        assertThat(remaining()).isZero();
    }

    @Test
    void aConfirmedOrderIsFinal() {
        put(1, 1, HOLD);
        buy("r1", "ann");
        Result confirmed = confirm("ann", "r1");
        now += 2 * HOLD;

        assertThat(confirmed.getOutcome()).isEqualTo(Outcome.OUTCOME_ORDER_CONFIRMED);
        assertThat(confirmed.getOrder().getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_CONFIRMED);
        assertThat(confirm("ann", "r1").getOutcome()).isEqualTo(Outcome.OUTCOME_ORDER_CONFIRMED);
        assertThat(cancel("ann", "r1").getOutcome()).isEqualTo(Outcome.OUTCOME_ALREADY_CONFIRMED);
        assertThat(remaining()).isZero();
    }

    @Test
    void aCancelledOrdersUnitCanBeSoldAgainEvenToTheSameUser() {
        put(1, 1, HOLD);
        buy("r1", "ann");

        assertThat(cancel("ann", "r1").getOutcome()).isEqualTo(Outcome.OUTCOME_ORDER_CANCELLED);
        assertThat(cancel("ann", "r1").getOutcome()).isEqualTo(Outcome.OUTCOME_ORDER_CANCELLED);
        assertThat(confirm("ann", "r1").getOutcome()).isEqualTo(Outcome.OUTCOME_ALREADY_CANCELLED);
        assertThat(buy("r2", "ann").getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void theCommandThatBringsTheEndOfAHoldFindsItsUnitFree() {
        put(1, 1, HOLD);
        buy("r1", "ann");
        now += HOLD - 1;
        assertThat(buy("r2", "bob").getOutcome()).isEqualTo(Outcome.OUTCOME_SOLD_OUT);
        now += 1;
        written.clear();

        assertThat(buy("r3", "bob").getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(written).extracting(LedgerEntry::key).containsExactly("lamp/r1", "lamp/r3");
        assertThat(requireNonNull(written.get(0).record()).getOrder().getStatus())
                .isEqualTo(OrderStatus.ORDER_STATUS_EXPIRED);
    }

    @Test
    void aConfirmAtTheVeryEndIsToldThatTheHoldHasExpired() {
        put(1, 1, HOLD);
        buy("r1", "ann");
        now += HOLD;

        assertThat(confirm("ann", "r1").getOutcome()).isEqualTo(Outcome.OUTCOME_HOLD_EXPIRED);
        assertThat(cancel("ann", "r1").getOutcome()).isEqualTo(Outcome.OUTCOME_HOLD_EXPIRED);
        assertThat(remaining()).isEqualTo(1);
    }

    @Test
    void aConfirmJustBeforeTheEndWins() {
        put(1, 1, HOLD);
        buy("r1", "ann");
        now += HOLD - 1;
        confirm("ann", "r1");
        now += 1;
        expireHolds();

        assertThat(show("ann", "r1").getOrder().getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_CONFIRMED);
        assertThat(remaining()).isZero();
    }

    @Test
    void theLogsTimeNeverGoesBack() {
        put(2, 2, HOLD);
        buy("r1", "ann");
        now += HOLD;
        expireHolds();
        now -= 50; // another broker leads the queue now

        assertThat(buy("r2", "ann").getOrder().getHeldUntil()).isEqualTo(1_200);
    }

    @Test
    void anyCommandOfTheQueueExpiresTheHoldsOfEveryItem() {
        put(1, 1, HOLD);
        buy("r1", "ann");
        long version = ledger.status("lamp").orElseThrow().getVersion();
        now += HOLD;
        decide(command("bob").setItemId("rug").setLookup(Lookup.newBuilder().setRequestId("none")));

        assertThat(remaining()).isEqualTo(1);
        assertThat(ledger.status("lamp").orElseThrow().getVersion()).isGreaterThan(version);
        assertThat(ledger.firstHoldEnds()).isEmpty();
    }

    @Test
    void aCommandToExpireHoldsThatComesTooEarlyDoesNothing() {
        put(1, 1, HOLD);
        buy("r1", "ann");
        written.clear();
        expireHolds();

        assertThat(written).isEmpty();
        assertThat(remaining()).isZero();
    }

    @Test
    void anotherHoldTimeIsForLaterOrdersOnly() {
        put(3, 3, HOLD);
        buy("r1", "ann");
        put(3, 3, 10);
        buy("r2", "ann");
        put(3, 3, 0);
        buy("r3", "ann");
        now += 50;

        assertThat(show("ann", "r1").getOrder().getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_RESERVED);
        assertThat(show("ann", "r2").getOrder().getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_EXPIRED);
        assertThat(confirm("ann", "r3").getOutcome()).isEqualTo(Outcome.OUTCOME_ORDER_CONFIRMED);
        assertThat(cancel("ann", "r3").getOutcome()).isEqualTo(Outcome.OUTCOME_ALREADY_CONFIRMED);
    }

    @Test
    void anothersOrderIsUnknown() {
        put(1, 1, HOLD);
        buy("r1", "ann");

        assertThat(List.of(confirm("eve", "r1"), cancel("eve", "r1"), show("eve", "r1")))
                .extracting(Result::getOutcome)
                .containsOnly(Outcome.OUTCOME_UNKNOWN_ORDER);
        assertThat(show("ann", "r9").getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_ORDER);
    }

    @Test
    void aConfirmPastItsTimeToLiveChangesNothing() {
        put(1, 1, HOLD);
        buy("r1", "ann");
        Command.Builder late = command("ann").setConfirm(Confirm.newBuilder().setOrderId("r1"));

        assertThat(decide(late.setExpiresAt(now - 1)).getOutcome()).isEqualTo(Outcome.OUTCOME_EXPIRED);
        assertThat(show("ann", "r1").getOrder().getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_RESERVED);
    }

    @Test
    void whatEndedIsFoundByRequestAndByKeyWithItsStatus() {
        put(1, 1, HOLD);
        decide(purchase("r1", "ann").setIdempotencyKey("k"));
        now += HOLD;
        Result again = decide(purchase("r2", "ann").setIdempotencyKey("k"));
        Result found = decide(command("ann").setLookup(Lookup.newBuilder().setRequestId("r1")));

        assertThat(List.of(again, found)).allSatisfy(result -> {
            assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
            assertThat(result.getOrder().getOrderId()).isEqualTo("r1");
            assertThat(result.getOrder().getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_EXPIRED);
        });
        assertThat(remaining()).isEqualTo(1);
    }

    @Test
    void theOldestEndIsForgottenWithATombstone() {
        put(1, 1, HOLD);
        for (int i = 1; i <= 3; i++) {
            decide(purchase("r" + i, "ann").setIdempotencyKey("k" + i));
            decide(purchase("copy" + i, "ann").setIdempotencyKey("k" + i));
            cancel("ann", "r" + i);
        }

        assertThat(written.get(written.size() - 1)).isEqualTo(new LedgerEntry("lamp/r1", null));
        assertThat(ledger.endedOrders()).isEqualTo(2);
        assertThat(confirm("ann", "r1").getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_ORDER);
        assertThat(confirm("ann", "r2").getOutcome()).isEqualTo(Outcome.OUTCOME_ALREADY_CANCELLED);
        assertThat(decide(command("ann").setLookup(Lookup.newBuilder().setRequestId("r1")))
                        .getOutcome())
                .isEqualTo(Outcome.OUTCOME_UNKNOWN_REQUEST);
        assertThat(decide(command("ann").setLookup(Lookup.newBuilder().setRequestId("copy1")))
                        .getOutcome())
                .isEqualTo(Outcome.OUTCOME_UNKNOWN_REQUEST);
    }

    @Test
    void stockBelowTheUnitsThatAreHeldIsRefusedUntilTheyComeBack() {
        put(2, 2, HOLD);
        buy("r1", "ann");
        buy("r2", "ann");
        assertThat(put(1, 2, HOLD).getOutcome()).isEqualTo(Outcome.OUTCOME_STOCK_BELOW_SOLD);
        cancel("ann", "r1");

        assertThat(put(1, 2, HOLD).getOutcome()).isEqualTo(Outcome.OUTCOME_ITEM_STORED);
    }

    @Test
    void aSuccessorTellsAgainWhatWasToldOfFinalOrdersAndOfNoOther() {
        put(3, 3, HOLD);
        buy("r1", "ann");
        buy("r2", "ann");
        buy("r3", "ann");
        LoggedCommand confirm =
                recorded(command("ann").setConfirm(Confirm.newBuilder().setOrderId("r1")));
        LoggedCommand cancel =
                recorded(command("ann").setCancel(Cancel.newBuilder().setOrderId("r2")));
        LoggedCommand tooLate = recorded(
                command("ann").setExpiresAt(1).setConfirm(Confirm.newBuilder().setOrderId("r3")));
        List<Result> told = List.of(
                ledger.decide(confirm, now).result(), ledger.decide(cancel, now).result());
        ledger.decide(tooLate, now);

        assertThat(ledger.recall(confirm)).contains(told.get(0));
        assertThat(ledger.recall(cancel)).contains(told.get(1));
        assertThat(ledger.recall(tooLate)).isEmpty();
    }

    @Test
    void aRefundedOrderCountsNoMoreAndItsUnitsReturnOnlyWhereTheyAreRestocked() {
        put(2, 2, HOLD);
        buy("r1", "ann");
        buy("r2", "ann");
        assertThat(refund("r1", true).getOutcome()).isEqualTo(Outcome.OUTCOME_NOT_CONFIRMED);
        confirm("ann", "r1");
        confirm("ann", "r2");

        assertThat(refund("r1", true).getOutcome()).isEqualTo(Outcome.OUTCOME_ORDER_REFUNDED);
        assertThat(remaining()).isEqualTo(1);
        assertThat(refund("r2", false).getOutcome()).isEqualTo(Outcome.OUTCOME_ORDER_REFUNDED);
        assertThat(refund("r2", true).getOutcome()).isEqualTo(Outcome.OUTCOME_ORDER_REFUNDED);
        assertThat(remaining()).isEqualTo(1);
        assertThat(ledger.status("lamp").orElseThrow().getStock()).isEqualTo(1);
        assertThat(confirm("ann", "r1").getOutcome()).isEqualTo(Outcome.OUTCOME_ALREADY_REFUNDED);
        assertThat(cancel("ann", "r1").getOutcome()).isEqualTo(Outcome.OUTCOME_ALREADY_REFUNDED);
        assertThat(buy("r3", "ann").getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void whatNeededNoPaymentIsRefundedToo() {
        put(1, 1, 0);
        buy("r1", "ann");

        assertThat(refund("r1", true).getOrder().getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_REFUNDED);
        assertThat(remaining()).isEqualTo(1);
    }

    @Test
    void aServiceActsForAnyUserAndAUserForHimselfAlone() {
        put(2, 1, HOLD);
        buy("r1", "ann");
        buy("r2", "bob");

        assertThat(confirm("bob", "r1").getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_ORDER);
        assertThat(confirm("", "r1").getOutcome()).isEqualTo(Outcome.OUTCOME_ORDER_CONFIRMED);
        assertThat(cancel("ann", "r1").getOutcome()).isEqualTo(Outcome.OUTCOME_ALREADY_CONFIRMED);
        assertThat(cancel("", "r1").getOutcome()).isEqualTo(Outcome.OUTCOME_ORDER_CANCELLED);
        assertThat(refund("r1", true).getOutcome()).isEqualTo(Outcome.OUTCOME_ALREADY_CANCELLED);
        assertThat(remaining()).isEqualTo(1);
    }

    private Result refund(String order, boolean restock) {
        return decide(
                command("").setRefund(Refund.newBuilder().setOrderId(order).setRestock(restock)));
    }

    @Test
    void whoLetsTooManyHoldsRunOutGetsNoMoreUntilTheyAreForgotten() {
        Ledger strict = new Ledger(7, new MemorySettings(1_000, 2), 2);
        LoggedCommand put = recorded(command("admin")
                .setPutItem(PutItem.newBuilder().setStock(9).setPerUserLimit(9).setHoldMillis(HOLD)));
        strict.decide(put, now);
        List<Outcome> told = new java.util.ArrayList<>();
        for (String user : List.of("ann", "ann", "ann", "bob", "ann")) {
            LoggedCommand purchase = recorded(purchase("r" + told.size(), user));
            told.add(strict.decide(purchase, now).result().getOutcome());
            now += HOLD;
        }

        assertThat(told)
                .containsExactly(
                        Outcome.OUTCOME_ACCEPTED,
                        Outcome.OUTCOME_ACCEPTED,
                        Outcome.OUTCOME_HOLDS_EXHAUSTED,
                        Outcome.OUTCOME_ACCEPTED,
                        Outcome.OUTCOME_ACCEPTED); // bob's end has pushed out one of ann's
    }

    private int remaining() {
        return ledger.status("lamp").orElseThrow().getRemaining();
    }

    private Result put(int stock, int limit, long hold) {
        return decide(command("admin")
                .setPutItem(PutItem.newBuilder()
                        .setStock(stock)
                        .setPerUserLimit(limit)
                        .setHoldMillis(hold)
                        .setClosesAt(Long.MAX_VALUE)));
    }

    private Result buy(String request, String user) {
        return decide(purchase(request, user));
    }

    private Command.Builder purchase(String request, String user) {
        return command(user)
                .setRequestId(request)
                .setPurchase(Purchase.newBuilder().setQuantity(1));
    }

    private Result confirm(String user, String order) {
        return decide(command(user).setConfirm(Confirm.newBuilder().setOrderId(order)));
    }

    private Result cancel(String user, String order) {
        return decide(command(user).setCancel(Cancel.newBuilder().setOrderId(order)));
    }

    private Result show(String user, String order) {
        return decide(command(user).setShowOrder(ShowOrder.newBuilder().setOrderId(order)));
    }

    private void expireHolds() {
        decide(command("").setExpireHolds(ExpireHolds.getDefaultInstance()));
    }

    private Command.Builder command(String user) {
        return Command.newBuilder().setRequestId("c" + offset).setItemId("lamp").setUserId(user);
    }

    private LoggedCommand recorded(Command.Builder command) {
        return new LoggedCommand(command.build(), 0, offset++, now);
    }

    private Result decide(Command.Builder command) {
        Decision decision = ledger.decide(recorded(command), now);
        written.addAll(decision.entries());
        return decision.result();
    }
}
