package io.seckill.backend.decide;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.v1.ChangeState;
import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.ItemState;
import io.seckill.v1.ListOrders;
import io.seckill.v1.Order;
import io.seckill.v1.OrderList;
import io.seckill.v1.Outcome;
import io.seckill.v1.Purchase;
import io.seckill.v1.PutItem;
import io.seckill.v1.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final long OPENS = 1_000;
    private static final long CLOSES = 2_000;
    private static final long DURING = 1_500;

    private final Ledger ledger = new Ledger(7);
    private final List<LedgerEntry> entries = new ArrayList<>();
    private long offset = 100;

    @Test
    void aPurchaseWithinTheSaleIsAcceptedAndItsRequestIdIsTheOrderId() {
        put(10, 2);
        Result result = buy("r1", "ann", 2, DURING);

        assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(result.getOrder())
                .isEqualTo(Order.newBuilder()
                        .setOrderId("r1")
                        .setUserId("ann")
                        .setItemId("lamp")
                        .setQuantity(2)
                        .setDecidedAt(DURING)
                        .build());
        assertThat(entries.get(1).key()).isEqualTo("lamp/r1");
    }

    @Test
    void theResultNamesRequestEpochAndPlace() {
        put(10, 1);
        Result result = buy("r1", "ann", 1, DURING);

        assertThat(result.getRequestId()).isEqualTo("r1");
        assertThat(result.getGatewayEpoch()).isEqualTo(77);
        assertThat(result.getQueue()).isEqualTo(3);
        assertThat(result.getOffset()).isEqualTo(101);
    }

    @Test
    void aPurchaseThatDoesNotFitWholeIsSoldOut() {
        put(3, 5);
        buy("r1", "ann", 2, DURING);

        assertThat(buy("r2", "bob", 2, DURING).getOutcome()).isEqualTo(Outcome.OUTCOME_SOLD_OUT);
        assertThat(buy("r3", "bob", 1, DURING).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void theLimitIsPerUserAndNamesAnOrderHeld() {
        put(10, 2);
        buy("r1", "ann", 1, DURING);
        Result second = buy("r2", "ann", 2, DURING);

        assertThat(second.getOutcome()).isEqualTo(Outcome.OUTCOME_LIMIT_REACHED);
        assertThat(second.getOrder().getOrderId()).isEqualTo("r1");
        assertThat(buy("r3", "bob", 2, DURING).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void whoHoldsAUnitIsToldSoEvenWhenAllAreSold() {
        put(1, 1);
        buy("r1", "ann", 1, DURING);

        assertThat(buy("r2", "ann", 1, DURING).getOutcome()).isEqualTo(Outcome.OUTCOME_LIMIT_REACHED);
        assertThat(buy("r3", "bob", 1, DURING).getOutcome()).isEqualTo(Outcome.OUTCOME_SOLD_OUT);
    }

    @Test
    void moreThanTheLimitAtOnceIsRefusedWithoutAnOrderToName() {
        put(10, 1);
        Result result = buy("r1", "ann", 2, DURING);

        assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_LIMIT_REACHED);
        assertThat(result.hasOrder()).isFalse();
    }

    @Test
    void theLogsTimeDecidesTheWindowNotTheClock() {
        put(10, 5);

        assertThat(buy("r1", "ann", 1, OPENS - 1).getOutcome()).isEqualTo(Outcome.OUTCOME_NOT_STARTED);
        assertThat(buy("r2", "ann", 1, OPENS).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(buy("r3", "ann", 1, CLOSES - 1).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(buy("r4", "ann", 1, CLOSES).getOutcome()).isEqualTo(Outcome.OUTCOME_ENDED);
    }

    @Test
    void notStartedSaysWhenTheSaleOpens() {
        put(10, 1);

        assertThat(buy("r1", "ann", 1, 5).getItem().getOpensAt()).isEqualTo(OPENS);
    }

    @Test
    void aSaleWithoutAWindowOpensAsItIsPutAndNeverCloses() {
        Result stored = decide(put(PutItem.newBuilder().setStock(1).setPerUserLimit(1)), DURING, DURING);

        assertThat(stored.getItem().getOpensAt()).isEqualTo(DURING);
        assertThat(buy("r1", "ann", 1, DURING).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(buy("r2", "bob", 1, Long.MAX_VALUE - 1).getOutcome()).isEqualTo(Outcome.OUTCOME_SOLD_OUT);
    }

    @Test
    void aPausedItemSellsNothingUntilItGoesOn() {
        put(10, 5);
        Result paused = changeState(ItemState.ITEM_STATE_PAUSED);
        assertThat(paused.getOutcome()).isEqualTo(Outcome.OUTCOME_ITEM_STORED);
        assertThat(paused.getItem()).isEqualTo(status());
        assertThat(status().getState()).isEqualTo(ItemState.ITEM_STATE_PAUSED);
        assertThat(buy("r1", "ann", 1, DURING).getOutcome()).isEqualTo(Outcome.OUTCOME_PAUSED);
        assertThat(buy("r2", "ann", 1, OPENS - 1).getOutcome()).isEqualTo(Outcome.OUTCOME_PAUSED);
        assertThat(buy("r3", "ann", 1, CLOSES).getOutcome()).isEqualTo(Outcome.OUTCOME_ENDED);

        changeState(ItemState.ITEM_STATE_UNSPECIFIED);

        assertThat(buy("r4", "ann", 1, DURING).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(buy("r1", "ann", 1, DURING).getOutcome()).isEqualTo(Outcome.OUTCOME_PAUSED);
    }

    @Test
    void toPauseAPausedItemChangesNothingAndIsAnsweredAlike() {
        put(10, 5);
        changeState(ItemState.ITEM_STATE_PAUSED);
        Item before = status();

        Result again = changeState(ItemState.ITEM_STATE_PAUSED);

        assertThat(again.getOutcome()).isEqualTo(Outcome.OUTCOME_ITEM_STORED);
        assertThat(again.getItem()).isEqualTo(before);
        assertThat(entries).hasSize(2);
    }

    @Test
    void aDefinitionKeepsThePause() {
        put(10, 5);
        changeState(ItemState.ITEM_STATE_PAUSED);

        assertThat(put(20, 5).getItem().getState()).isEqualTo(ItemState.ITEM_STATE_PAUSED);
    }

    @Test
    void aClosedItemStaysAsItIs() {
        put(10, 5);
        buy("r1", "ann", 1, DURING);
        changeState(ItemState.ITEM_STATE_CLOSED);
        Item closed = status();

        assertThat(buy("r2", "ann", 1, DURING).getOutcome()).isEqualTo(Outcome.OUTCOME_ENDED);
        assertThat(changeState(ItemState.ITEM_STATE_UNSPECIFIED).getOutcome()).isEqualTo(Outcome.OUTCOME_ITEM_CLOSED);
        assertThat(changeState(ItemState.ITEM_STATE_PAUSED).getOutcome()).isEqualTo(Outcome.OUTCOME_ITEM_CLOSED);
        assertThat(put(20, 5).getOutcome()).isEqualTo(Outcome.OUTCOME_ITEM_CLOSED);
        assertThat(changeState(ItemState.ITEM_STATE_CLOSED).getItem()).isEqualTo(closed);
        assertThat(status()).isEqualTo(closed);
    }

    @Test
    void theStateOfAnItemNobodyPutCannotBeChanged() {
        assertThat(changeState(ItemState.ITEM_STATE_PAUSED).getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_ITEM);
    }

    @Test
    void anItemNobodyPutIsUnknown() {
        assertThat(buy("r1", "ann", 1, DURING).getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_ITEM);
    }

    @Test
    void aReplayGetsTheSameOrderAndSellsNothing() {
        put(10, 1);
        Result first = buy("r1", "ann", 1, DURING);
        Result replay = buy("r1", "ann", 1, DURING + 1);

        assertThat(replay.getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(replay.getOrder()).isEqualTo(first.getOrder());
        assertThat(status().getRemaining()).isEqualTo(9);
        assertThat(ledger.orders()).isEqualTo(1);
    }

    @Test
    void aCommandPastItsTimeToLiveIsExpiredBeforeStockIsTouched() {
        put(10, 1);
        Command late = purchase("r1", "ann", 1).setExpiresAt(DURING).build();
        Command slow = purchase("r2", "ann", 1).setExpiresAt(DURING).build();
        Command prompt = purchase("r3", "ann", 1).setExpiresAt(DURING).build();

        assertThat(decide(late, DURING + 1, 0).getOutcome()).isEqualTo(Outcome.OUTCOME_EXPIRED);
        assertThat(decide(slow, DURING - 1, DURING + 1).getOutcome()).isEqualTo(Outcome.OUTCOME_EXPIRED);
        assertThat(status().getRemaining()).isEqualTo(10);
        assertThat(decide(prompt, DURING, DURING).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void aReplayOfAnAcceptedOrderIsNeverCalledExpired() {
        put(10, 1);
        Command purchase = purchase("r1", "ann", 1).setExpiresAt(DURING).build();
        decide(purchase, DURING, DURING);

        assertThat(decide(purchase, DURING + 1, DURING + 1).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void aRestockCountsUnitsAlreadySold() {
        put(1, 1);
        buy("r1", "ann", 1, DURING);
        Result restocked = put(3, 1);

        assertThat(restocked.getOutcome()).isEqualTo(Outcome.OUTCOME_ITEM_STORED);
        assertThat(restocked.getItem().getRemaining()).isEqualTo(2);
    }

    @Test
    void stockBelowWhatIsSoldChangesNothing() {
        put(5, 5);
        buy("r1", "ann", 3, DURING);
        Result refused = put(2, 1);

        assertThat(refused.getOutcome()).isEqualTo(Outcome.OUTCOME_STOCK_BELOW_SOLD);
        assertThat(refused.getItem().getStock()).isEqualTo(5);
        assertThat(status().getPerUserLimit()).isEqualTo(5);
    }

    @Test
    void theVersionIsThePositionBehindTheLastChange() {
        put(5, 1);
        assertThat(status().getVersion()).isEqualTo(101);
        buy("r1", "ann", 1, DURING);
        assertThat(status().getVersion()).isEqualTo(102);
        buy("r2", "ann", 1, DURING);
        assertThat(status().getVersion()).isEqualTo(102);
    }

    @Test
    void onlyAcceptedOrdersAndDefinitionsAreKept() {
        put(1, 1);
        buy("r1", "ann", 1, DURING);
        for (int i = 0; i < 1_000; i++) {
            buy("x" + i, "user" + i, 1, DURING);
        }

        assertThat(entries).hasSize(2);
        assertThat(ledger.orders()).isEqualTo(1);
    }

    @Test
    void aLedgerRebuiltFromItsEntriesInAnyOrderDecidesTheSame() {
        put(10, 2);
        buy("r1", "ann", 2, DURING);
        buy("r2", "bob", 1, DURING);
        put(4, 2);
        changeState(ItemState.ITEM_STATE_PAUSED);
        Item before = status();

        Collections.reverse(entries);
        Ledger rebuilt = new Ledger(8);
        entries.forEach(entry -> rebuilt.restore(requireNonNull(entry.record())));
        entries.forEach(entry -> rebuilt.restore(requireNonNull(entry.record())));
        rebuilt.restoredUpTo(offset, DURING);

        assertThat(rebuilt.statuses()).isEqualTo(List.of(before));
        assertThat(rebuilt.orders()).isEqualTo(2);
        Decision replay =
                rebuilt.decide(new LoggedCommand(purchase("r1", "ann", 2).build(), 3, offset, DURING), DURING);
        assertThat(replay.result().getOrder().getOrderId()).isEqualTo("r1");
        assertThat(replay.entries()).isEmpty();
    }

    @Test
    void quantitiesAndStockBeyondTwoBillionAreUnsigned() {
        put(-1, -1); // 4,294,967,295
        buy("r1", "ann", Integer.MIN_VALUE, DURING); // 2,147,483,648

        assertThat(Integer.toUnsignedLong(status().getRemaining())).isEqualTo(2_147_483_647L);
        assertThat(buy("r2", "bob", Integer.MIN_VALUE, DURING).getOutcome()).isEqualTo(Outcome.OUTCOME_SOLD_OUT);
    }

    @Test
    void aListHasTheUsersNewestHundredOrdersAndSaysThatThereAreOlderOnes() {
        put(1_000, 1_000);
        for (int i = 0; i < 102; i++) {
            buy("r%03d".formatted(i), "ann", 1, OPENS + i / 2);
            buy("s%03d".formatted(i), "bob" + i, 1, OPENS + i / 2);
        }

        Result listed = decide(list("ann", "lamp"), DURING, DURING);

        assertThat(listed.getOutcome()).isEqualTo(Outcome.OUTCOME_ORDERS_LISTED);
        assertThat(listed.getOrders().getMore()).isTrue();
        assertThat(listed.getOrders().getOrdersList())
                .extracting(Order::getOrderId)
                .containsExactlyElementsOf(IntStream.iterate(101, i -> i > 1, i -> i - 1)
                        .mapToObj("r%03d"::formatted)
                        .toList());
        assertThat(decide(list("eve", "lamp"), DURING, DURING).getOrders()).isEqualTo(OrderList.getDefaultInstance());
        assertThat(decide(list("ann", "rug"), DURING, DURING).getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_ITEM);
    }

    private static Command list(String user, String item) {
        return Command.newBuilder()
                .setRequestId("list")
                .setUserId(user)
                .setItemId(item)
                .setListOrders(ListOrders.getDefaultInstance())
                .build();
    }

    private Item status() {
        return ledger.status("lamp").orElseThrow();
    }

    private Result put(int stock, int limit) {
        PutItem.Builder item = PutItem.newBuilder()
                .setTitle("A lamp")
                .setStock(stock)
                .setOpensAt(OPENS)
                .setClosesAt(CLOSES)
                .setPerUserLimit(limit);
        return decide(put(item), DURING, DURING);
    }

    private Command put(PutItem.Builder item) {
        return about("p").setPutItem(item).build();
    }

    private Result changeState(ItemState to) {
        Command change =
                about("s").setChangeState(ChangeState.newBuilder().setTo(to)).build();
        return decide(change, DURING, DURING);
    }

    private Command.Builder about(String kind) {
        return Command.newBuilder().setRequestId(kind + offset).setItemId("lamp");
    }

    private Result buy(String requestId, String user, int quantity, long appendedAt) {
        return decide(purchase(requestId, user, quantity).build(), appendedAt, appendedAt);
    }

    private static Command.Builder purchase(String requestId, String user, int quantity) {
        return Command.newBuilder()
                .setRequestId(requestId)
                .setGatewayEpoch(77)
                .setUserId(user)
                .setItemId("lamp")
                .setPurchase(Purchase.newBuilder().setQuantity(quantity));
    }

    private Result decide(Command command, long appendedAt, long clock) {
        Decision decision = ledger.decide(new LoggedCommand(command, 3, offset++, appendedAt), clock);
        entries.addAll(decision.entries());
        return decision.result();
    }
}
