package io.seckill.backend.decide.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.decide.Ledger;
import io.seckill.v1.Command;
import io.seckill.v1.Lookup;
import io.seckill.v1.Outcome;
import io.seckill.v1.Purchase;
import io.seckill.v1.PutItem;
import io.seckill.v1.Result;
import org.junit.jupiter.api.Test;

/** Lookups, replays and idempotency keys: the same question gets the same answer. */
class AskAgainTest {
    private static final long OPENS = 1_000;
    private static final long CLOSES = 100_000;

    private final Ledger ledger = new Ledger(7);
    private long offset = 100;
    private long now = 1_500;

    @Test
    void aLookupHasItsOwnIdAndThePurchasesOutcomeAndOrder() {
        put(10, 2);
        Result bought = decide(purchase("r1", "ann"));
        Result found = lookUp("ann", "r1");

        assertThat(found.getRequestId()).startsWith("lookup");
        assertThat(found.getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(found.getOrder()).isEqualTo(bought.getOrder());
    }

    @Test
    void aLookupTellsEveryRejectionAsItWasTold() {
        decide(purchase("unknown", "ann"));
        put(1, 1);
        decide(purchase("won", "ann"));
        decide(purchase("limit", "ann"));
        decide(purchase("soldOut", "bob"));
        decide(purchase("expired", "bob").setExpiresAt(now - 1));
        now = OPENS - 1;
        decide(purchase("early", "cid"));
        now = CLOSES;
        decide(purchase("late", "cid"));

        assertThat(lookUp("ann", "unknown").getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_ITEM);
        assertThat(lookUp("ann", "limit").getOutcome()).isEqualTo(Outcome.OUTCOME_LIMIT_REACHED);
        assertThat(lookUp("ann", "limit").getOrder().getOrderId()).isEqualTo("won");
        assertThat(lookUp("bob", "soldOut").getOutcome()).isEqualTo(Outcome.OUTCOME_SOLD_OUT);
        assertThat(lookUp("bob", "expired").getOutcome()).isEqualTo(Outcome.OUTCOME_EXPIRED);
        assertThat(lookUp("cid", "early").getOutcome()).isEqualTo(Outcome.OUTCOME_NOT_STARTED);
        assertThat(lookUp("cid", "early").getItem().getOpensAt()).isEqualTo(OPENS);
        assertThat(lookUp("cid", "late").getOutcome()).isEqualTo(Outcome.OUTCOME_ENDED);
    }

    @Test
    void anotherUsersPurchaseIsUnknownAcceptedOrNot() {
        put(1, 1);
        decide(purchase("won", "ann"));
        decide(purchase("lost", "bob"));

        Result bobs = lookUp("bob", "won");
        assertThat(bobs).isEqualTo(unknown());
        Result anns = lookUp("ann", "lost");
        assertThat(anns).isEqualTo(unknown());
        Result nobodys = lookUp("ann", "never");
        assertThat(nobodys).isEqualTo(unknown());
    }

    @Test
    void aPurchaseOfAnotherItemIsUnknown() {
        put(1, 1);
        decide(putLamp(1, 1).setItemId("rug"));
        decide(purchase("won", "ann"));
        decide(purchase("lost", "ann"));

        assertThat(decide(lookup("ann", "won").setItemId("rug")).getOutcome())
                .isEqualTo(Outcome.OUTCOME_UNKNOWN_REQUEST);
        assertThat(decide(lookup("ann", "lost").setItemId("rug")).getOutcome())
                .isEqualTo(Outcome.OUTCOME_UNKNOWN_REQUEST);
    }

    @Test
    void aLookupThatFindsSomethingChangesAndWritesNothing() {
        put(5, 1);
        decide(purchase("won", "ann"));
        decide(purchase("lost", "ann", 2));
        ledger.takePages();
        lookUp("ann", "won");
        lookUp("ann", "lost");

        assertThat(ledger.takePages()).isEmpty();
        assertThat(ledger.outcomes()).isEqualTo(1);
    }

    @Test
    void aRequestOnceSaidToBeUnknownStaysSoThoughItArrivesLater() {
        put(5, 1);
        lookUp("ann", "delayed");

        Result late = decide(purchase("delayed", "ann").setIdempotencyKey("k"));

        assertThat(late.getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_REQUEST);
        assertThat(lookUp("ann", "delayed").getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_REQUEST);
        assertThat(ledger.orders()).isZero();
        assertThat(decide(purchase("again", "ann").setIdempotencyKey("k")).getOutcome())
                .isEqualTo(Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void thatARequestIsUnknownIsWrittenOnceHoweverOftenItIsAsked() {
        put(5, 1);
        lookUp("ann", "never");
        assertThat(ledger.takePages()).hasSize(1);

        lookUp("ann", "never");
        assertThat(ledger.takePages()).isEmpty();
    }

    @Test
    void anotherUsersQuestionStopsNobodysPurchase() {
        put(5, 1);
        lookUp("eve", "delayed");

        assertThat(decide(purchase("delayed", "ann")).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(lookUp("eve", "delayed").getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_REQUEST);
        assertThat(lookUp("ann", "delayed").getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void aLookupHasNoTimeToLiveBecauseExpiredWouldBeTakenForThePurchasesOutcome() {
        put(5, 1);
        decide(purchase("won", "ann"));

        assertThat(decide(lookup("ann", "won").setExpiresAt(1)).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void whoWasOnceRejectedStaysSoHoweverMuchStockComes() {
        put(1, 1);
        decide(purchase("won", "ann"));
        decide(purchase("lost", "bob"));
        put(10, 1);

        assertThat(decide(purchase("lost", "bob")).getOutcome()).isEqualTo(Outcome.OUTCOME_SOLD_OUT);
        assertThat(decide(purchase("again", "bob")).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void anExpiredRequestStaysExpiredAndABoughtOneBought() {
        put(10, 2);
        decide(purchase("won", "ann"));
        decide(purchase("dead", "bob").setExpiresAt(now - 1));

        assertThat(decide(purchase("won", "ann").setExpiresAt(now - 1)).getOutcome())
                .isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(decide(purchase("dead", "bob")).getOutcome()).isEqualTo(Outcome.OUTCOME_EXPIRED);
    }

    @Test
    void purchasesWithOneKeyAreOnePurchase() {
        put(10, 5);
        Result first = decide(purchase("r1", "ann").setIdempotencyKey("k"));
        Result second = decide(purchase("r2", "ann").setIdempotencyKey("k"));

        assertThat(first.getOrder().getIdempotencyKey()).isEqualTo("k");
        assertThat(second.getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(second.getOrder()).isEqualTo(first.getOrder());
        assertThat(lookUp("ann", "r2").getOrder()).isEqualTo(first.getOrder());
        assertThat(ledger.orders()).isEqualTo(1);
    }

    @Test
    void aKeyIsItsUsersAndItsItems() {
        put(10, 5);
        decide(purchase("r1", "ann").setIdempotencyKey("k"));

        assertThat(decide(purchase("r2", "bob").setIdempotencyKey("k"))
                        .getOrder()
                        .getOrderId())
                .isEqualTo("r2");
        assertThat(decide(purchase("r3", "ann").setIdempotencyKey("k").setItemId("rug"))
                        .getOutcome())
                .isEqualTo(Outcome.OUTCOME_UNKNOWN_ITEM);
        assertThat(decide(purchase("r4", "ann").setIdempotencyKey("k2"))
                        .getOrder()
                        .getOrderId())
                .isEqualTo("r4");
        assertThat(decide(purchase("r5", "ann")).getOrder().getOrderId()).isEqualTo("r5");
    }

    @Test
    void aRefusalBindsNoKeyWhateverItWas() {
        assertThat(keyed("r1", "unknownItem")).isEqualTo(Outcome.OUTCOME_UNKNOWN_ITEM);
        put(9, 1);
        assertThat(keyed("r2", "unknownItem")).isEqualTo(Outcome.OUTCOME_ACCEPTED);

        now = OPENS - 1;
        assertThat(keyed("r3", "early")).isEqualTo(Outcome.OUTCOME_NOT_STARTED);
        now = CLOSES;
        assertThat(keyed("r4", "early")).isEqualTo(Outcome.OUTCOME_ENDED);
        now = OPENS;
        assertThat(keyed("r5", "early")).isEqualTo(Outcome.OUTCOME_ACCEPTED);

        assertThat(decide(purchase("r6", "expired").setIdempotencyKey("k").setExpiresAt(now - 1))
                        .getOutcome())
                .isEqualTo(Outcome.OUTCOME_EXPIRED);
        assertThat(keyed("r7", "expired")).isEqualTo(Outcome.OUTCOME_ACCEPTED);

        put(3, 1);
        assertThat(keyed("r8", "soldOut")).isEqualTo(Outcome.OUTCOME_SOLD_OUT);
        put(4, 1);
        assertThat(keyed("r9", "soldOut")).isEqualTo(Outcome.OUTCOME_ACCEPTED);

        decide(purchase("r10", "soldOut").setIdempotencyKey("another"));
        put(9, 2);
        assertThat(decide(purchase("r11", "soldOut").setIdempotencyKey("another"))
                        .getOrder()
                        .getOrderId())
                .isEqualTo("r11");
        assertThat(lookUp("soldOut", "r8").getOutcome()).isEqualTo(Outcome.OUTCOME_SOLD_OUT);
        assertThat(lookUp("soldOut", "r10").getOutcome()).isEqualTo(Outcome.OUTCOME_LIMIT_REACHED);
    }

    @Test
    void aKeyWithAnotherQuantityIsRefusedOnlyWhereItHasWonAnOrder() {
        put(1, 5);
        decide(purchase("won", "ann", 1).setIdempotencyKey("a"));
        decide(purchase("lost", "bob", 2).setIdempotencyKey("b"));
        put(2, 5);

        assertThat(decide(purchase("r1", "ann", 2).setIdempotencyKey("a")).getOutcome())
                .isEqualTo(Outcome.OUTCOME_IDEMPOTENCY_KEY_REUSED);
        assertThat(lookUp("ann", "r1").getOutcome()).isEqualTo(Outcome.OUTCOME_IDEMPOTENCY_KEY_REUSED);
        assertThat(decide(purchase("r2", "ann", 1).setIdempotencyKey("a"))
                        .getOrder()
                        .getOrderId())
                .isEqualTo("won");
        assertThat(decide(purchase("r3", "bob", 1).setIdempotencyKey("b")).getOutcome())
                .isEqualTo(Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void aKeysAnswerComesBeforeTheTimeToLive() {
        put(10, 5);
        decide(purchase("r1", "ann").setIdempotencyKey("k"));

        assertThat(decide(purchase("r2", "ann").setIdempotencyKey("k").setExpiresAt(now - 1))
                        .getOutcome())
                .isEqualTo(Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void whatWasDecidedIsRecalledAndTheRestIsNeverInvented() {
        put(1, 1);
        decide(purchase("won", "ann"));
        decide(purchase("lost", "bob"));

        assertThat(recall(purchase("won", "ann"))).contains(Outcome.OUTCOME_ACCEPTED);
        assertThat(recall(purchase("lost", "bob"))).contains(Outcome.OUTCOME_SOLD_OUT);
        assertThat(recall(lookup("bob", "lost"))).contains(Outcome.OUTCOME_SOLD_OUT);
        assertThat(recall(purchase("new", "cid"))).isEmpty();
        assertThat(recall(lookup("cid", "new"))).isEmpty();
        assertThat(ledger.outcomes()).isEqualTo(1);
    }

    @Test
    void whoAsksAboutInventedPurchasesPushesOutNobodysOutcome() {
        Ledger small = new Ledger(7, new MemorySettings(1, 1), 0);
        small.decide(new LoggedCommand(purchase("lost", "ann").build(), 3, offset++, now), now);
        for (int i = 0; i < 20_000; i++) {
            now += 100;
            small.decide(new LoggedCommand(lookup("eve", "invented" + i).build(), 3, offset++, now), now);
        }

        assertThat(small.unknown()).isLessThan(OutcomeMemory.MOST * 2 * MemoryPage.CAPACITY + 1);
        assertThat(small.decide(new LoggedCommand(lookup("ann", "lost").build(), 3, offset++, now), now)
                        .result()
                        .getOutcome())
                .isEqualTo(Outcome.OUTCOME_UNKNOWN_ITEM);
    }

    @Test
    void aPurchaseThatWasSaidToBeUnknownNeverWinsThoughThatIsForgotten() {
        Ledger small = new Ledger(7, new MemorySettings(1, 1), 0);
        small.decide(new LoggedCommand(putLamp(5, 5).build(), 3, offset++, now), now);
        Command late = purchase("late", "ann").setCreatedAt(now).build();
        small.decide(new LoggedCommand(lookup("ann", "late").build(), 3, offset++, now), now);
        now += 2 * PastPurchases.CLOCKS_APART_MS;
        for (int i = 0; i < 20_000; i++) {
            small.decide(new LoggedCommand(lookup("eve", "invented" + i).build(), 3, offset++, now), now);
        }
        now += 2 * PastPurchases.CLOCKS_APART_MS;
        Command fresh = purchase("fresh", "ann").setCreatedAt(now).build();

        assertThat(small.decide(new LoggedCommand(late, 3, offset++, now), now)
                        .result()
                        .getOutcome())
                .isEqualTo(Outcome.OUTCOME_EXPIRED);
        assertThat(small.decide(new LoggedCommand(fresh, 3, offset++, now), now)
                        .result()
                        .getOutcome())
                .isEqualTo(Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void whoIsRefusedAsTooOldPushesNothingOutAndHearsTheSameAgain() {
        Ledger small = new Ledger(7, new MemorySettings(1, 1), 0);
        small.decide(new LoggedCommand(putLamp(5, 5).build(), 3, offset++, now), now);
        long early = now;
        for (int i = 0; i < 20_000; i++) {
            small.decide(new LoggedCommand(purchase("lost" + i, "bob", 6).build(), 3, offset++, now), now);
        }
        int remembered = small.outcomes();
        Command old = purchase("old", "ann").setCreatedAt(early).build();

        for (int again = 0; again < 2; again++) {
            assertThat(small.decide(new LoggedCommand(old, 3, offset++, now), now)
                            .result()
                            .getOutcome())
                    .isEqualTo(Outcome.OUTCOME_EXPIRED);
        }
        assertThat(small.outcomes()).isEqualTo(remembered);
    }

    private Outcome keyed(String requestId, String user) {
        return decide(purchase(requestId, user).setIdempotencyKey("k")).getOutcome();
    }

    private java.util.Optional<Outcome> recall(Command.Builder command) {
        return ledger.recall(new LoggedCommand(command.build(), 3, 1, now)).map(Result::getOutcome);
    }

    private Result unknown() {
        return Result.newBuilder()
                .setRequestId("lookup" + (offset - 1))
                .setOutcome(Outcome.OUTCOME_UNKNOWN_REQUEST)
                .setQueue(3)
                .setOffset(offset - 1)
                .build();
    }

    private void put(int stock, int limit) {
        decide(putLamp(stock, limit));
    }

    private Command.Builder putLamp(int stock, int limit) {
        return Command.newBuilder()
                .setRequestId("p" + offset)
                .setItemId("lamp")
                .setPutItem(PutItem.newBuilder()
                        .setStock(stock)
                        .setOpensAt(OPENS)
                        .setClosesAt(CLOSES)
                        .setPerUserLimit(limit));
    }

    private Result lookUp(String user, String requestId) {
        return decide(lookup(user, requestId));
    }

    private Command.Builder lookup(String user, String requestId) {
        return Command.newBuilder()
                .setRequestId("lookup" + offset)
                .setUserId(user)
                .setItemId("lamp")
                .setLookup(Lookup.newBuilder().setRequestId(requestId));
    }

    private static Command.Builder purchase(String requestId, String user) {
        return purchase(requestId, user, 1);
    }

    private static Command.Builder purchase(String requestId, String user, int quantity) {
        return Command.newBuilder()
                .setRequestId(requestId)
                .setUserId(user)
                .setItemId("lamp")
                .setPurchase(Purchase.newBuilder().setQuantity(quantity));
    }

    private Result decide(Command.Builder command) {
        return ledger.decide(new LoggedCommand(command.build(), 3, offset++, now), now)
                .result();
    }
}
