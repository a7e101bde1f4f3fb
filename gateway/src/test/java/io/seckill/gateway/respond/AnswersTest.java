package io.seckill.gateway.respond;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.gateway.backlog.Backlog;
import io.seckill.gateway.backlog.LogPosition;
import io.seckill.v1.Item;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import io.seckill.v1.Outcome;
import io.seckill.v1.QueuePosition;
import io.seckill.v1.Result;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AnswersTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final InstantSource clock = InstantSource.fixed(NOW);
    private final Backlog backlog = new Backlog(5, () -> 0);
    private int spread;
    private final Answers answers = new Answers(clock, new ItemJson(clock), backlog, bound -> spread % bound);

    private final OrderRef order = new OrderRef("phone", "o1", "r2", new LogPosition(3, 121));
    private final PurchaseRef subject = new PurchaseRef("phone", "r1", new LogPosition(3, 120));

    @ParameterizedTest
    @CsvSource({
        "OUTCOME_SOLD_OUT, 409, SOLD_OUT",
        "OUTCOME_LIMIT_REACHED, 409, LIMIT_REACHED",
        "OUTCOME_HOLDS_EXHAUSTED, 409, HOLDS_EXHAUSTED",
        "OUTCOME_UNKNOWN_ITEM, 404, UNKNOWN_ITEM",
        "OUTCOME_NOT_STARTED, 403, NOT_STARTED",
        "OUTCOME_PAUSED, 403, PAUSED",
        "OUTCOME_ENDED, 403, ENDED",
        "OUTCOME_EXPIRED, 504, EXPIRED",
        "OUTCOME_IDEMPOTENCY_KEY_REUSED, 422, IDEMPOTENCY_KEY_REUSED",
        "OUTCOME_REJECTED_BY_BACKEND, 500, REJECTED_BY_BACKEND",
    })
    void rejectionIsAProblemWithItsStatusAndCode(Outcome outcome, int status, String code) {
        Answer answer = answers.decided(subject, result(outcome).build());

        assertThat(answer.status()).isEqualTo(status);
        assertThat(json(answer).getString("code")).isEqualTo(code);
        assertThat(json(answer).getInteger("status")).isEqualTo(status);
        assertThat(json(answer).getMap()).containsKeys("type", "title", "detail");
    }

    @Test
    void whatCameToAQueueThatItsKeyHadLeftCountsAsNeverQueued() {
        Result moved = result(Outcome.OUTCOME_MOVED).build();

        assertThat(List.of(
                        answers.decided(subject, moved),
                        answers.lookedUp(subject, moved),
                        answers.order(order, moved),
                        answers.item("phone", moved)))
                .allSatisfy(answer -> {
                    assertThat(answer.status()).isEqualTo(503);
                    assertThat(json(answer).getString("code")).isEqualTo("QUEUE_UNAVAILABLE");
                });
    }

    @Test
    void whatIsAskedOfAnItemThatIsGoneIs404() {
        Result gone = result(Outcome.OUTCOME_UNKNOWN_ITEM).build();

        assertThat(List.of(answers.lookedUp(subject, gone), answers.order(order, gone), answers.item("phone", gone)))
                .allSatisfy(answer -> {
                    assertThat(answer.status()).isEqualTo(404);
                    assertThat(json(answer).getString("code")).isEqualTo("UNKNOWN_ITEM");
                });
    }

    @Test
    void deletedIsAnswerWithoutABody() {
        Answer answer =
                answers.item("phone", result(Outcome.OUTCOME_ITEM_DELETED).build());

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body().length()).isZero();
    }

    @Test
    void boughtIsCreatedAtItsLocation() {
        Order order = Order.newBuilder()
                .setOrderId("r1")
                .setItemId("phone")
                .setQuantity(2)
                .build();
        Answer answer = answers.decided(
                subject, result(Outcome.OUTCOME_ACCEPTED).setOrder(order).build());

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.location()).isEqualTo("/v1/items/phone/purchases/r1");
        assertThat(json(answer))
                .isEqualTo(new JsonObject()
                        .put("requestId", "r1")
                        .put("itemId", "phone")
                        .put("quantity", 2)
                        .put("orderId", "r1")
                        .put("status", "ACCEPTED"));
    }

    /** Backends may call an order what they like. */
    @Test
    void orderIdOfAnyCharactersStaysInItsString() {
        String odd = "7\",\\\n\u00e9";
        Order order = Order.newBuilder()
                .setOrderId(odd)
                .setItemId("phone")
                .setQuantity(1)
                .build();
        Answer answer = answers.decided(
                subject, result(Outcome.OUTCOME_ACCEPTED).setOrder(order).build());

        assertThat(json(answer).getString("orderId")).isEqualTo(odd);
        assertThat(json(answer).getString("status")).isEqualTo("ACCEPTED");
    }

    @Test
    void aReservedPurchaseSaysUntilWhen() {
        Order order = order(OrderStatus.ORDER_STATUS_RESERVED);
        Answer answer = answers.decided(
                subject, result(Outcome.OUTCOME_ACCEPTED).setOrder(order).build());

        assertThat(answer.status()).isEqualTo(201);
        assertThat(json(answer).getString("status")).isEqualTo("RESERVED");
        assertThat(json(answer).getString("heldUntil")).isEqualTo("2030-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "OUTCOME_ORDER_SHOWN, ORDER_STATUS_RESERVED, RESERVED",
        "OUTCOME_ORDER_SHOWN, ORDER_STATUS_UNSPECIFIED, CONFIRMED",
        "OUTCOME_ORDER_SHOWN, ORDER_STATUS_EXPIRED, EXPIRED",
        "OUTCOME_ORDER_CONFIRMED, ORDER_STATUS_CONFIRMED, CONFIRMED",
        "OUTCOME_ORDER_CANCELLED, ORDER_STATUS_CANCELLED, CANCELLED",
        "OUTCOME_ORDER_REFUNDED, ORDER_STATUS_REFUNDED, REFUNDED",
    })
    void anOrderIsShownAsItStands(Outcome outcome, OrderStatus status, String shown) {
        Answer answer =
                answers.order(order, result(outcome).setOrder(order(status)).build());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(json(answer).getString("orderId")).isEqualTo("o1");
        assertThat(json(answer).getString("status")).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "OUTCOME_HOLD_EXPIRED, 409, HOLD_EXPIRED",
        "OUTCOME_ALREADY_CONFIRMED, 409, ALREADY_CONFIRMED",
        "OUTCOME_ALREADY_CANCELLED, 409, ALREADY_CANCELLED",
        "OUTCOME_NOT_CONFIRMED, 409, NOT_CONFIRMED",
        "OUTCOME_ALREADY_REFUNDED, 409, ALREADY_REFUNDED",
        "OUTCOME_UNKNOWN_ORDER, 404, UNKNOWN_ORDER",
        "OUTCOME_EXPIRED, 504, EXPIRED",
    })
    void whatCannotBeDoneToAnOrderIsAProblem(Outcome outcome, int status, String code) {
        Answer answer = answers.order(order, result(outcome).build());

        assertThat(answer.status()).isEqualTo(status);
        assertThat(json(answer).getString("code")).isEqualTo(code);
    }

    @Test
    void whatIsAskedOfAnOrderAndStillQueuedLeadsToTheOrder() {
        Answer pending = answers.pending(order);
        Answer unanswered = answers.queueTimeout(order);
        Answer newer = answers.order(order, result(Outcome.OUTCOME_UNSPECIFIED).build());

        assertThat(pending.status()).isEqualTo(202);
        assertThat(json(pending).getString("requestId")).isEqualTo("r2");
        assertThat(unanswered.status()).isEqualTo(504);
        assertThat(newer.status()).isEqualTo(500);
        assertThat(List.of(pending, unanswered, newer))
                .extracting(Answer::location)
                .containsOnly("/v1/items/phone/orders/o1");
    }

    @Test
    void repeatedKeyIsAnsweredWithTheFirstPurchase() {
        Order order = Order.newBuilder().setOrderId("r0").setItemId("phone").build();
        Answer answer = answers.decided(
                subject, result(Outcome.OUTCOME_ACCEPTED).setOrder(order).build());

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.location()).isEqualTo("/v1/items/phone/purchases/r0");
        assertThat(json(answer).getString("requestId")).isEqualTo("r0");
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"OUTCOME_SOLD_OUT", "OUTCOME_ENDED", "OUTCOME_EXPIRED", "OUTCOME_NOT_STARTED"})
    void lookupShowsTheOutcomeOfTheRequestAskedAbout(Outcome outcome) {
        Answer answer =
                answers.lookedUp(subject, result(outcome).setRequestId("lookup").build());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(json(answer))
                .isEqualTo(new JsonObject()
                        .put("requestId", "r1")
                        .put("itemId", "phone")
                        .put("status", outcome.name().substring("OUTCOME_".length())));
    }

    @Test
    void lookupOfNothingIsNotFound() {
        Answer answer = answers.lookedUp(
                subject, result(Outcome.OUTCOME_UNKNOWN_REQUEST).build());

        assertThat(answer.status()).isEqualTo(404);
        assertThat(json(answer).getString("code")).isEqualTo("UNKNOWN_REQUEST");
    }

    @Test
    void pendingShowsThePlaceInLine() {
        backlog.advance(
                List.of(QueuePosition.newBuilder().setQueue(3).setOffset(100).build()));

        assertThat(json(answers.pending(subject)).getInteger("position")).isEqualTo(20);
    }

    @Test
    void limitReachedNamesTheOrderThatTheUserHolds() {
        Order order = Order.newBuilder().setOrderId("o1").build();
        Answer answer = answers.decided(
                subject, result(Outcome.OUTCOME_LIMIT_REACHED).setOrder(order).build());

        assertThat(json(answer).getString("orderId")).isEqualTo("o1");
    }

    @Test
    void limitReachedByWhoHoldsNothingNamesNoOrder() {
        Answer answer =
                answers.decided(subject, result(Outcome.OUTCOME_LIMIT_REACHED).build());

        assertThat(answer.status()).isEqualTo(409);
        assertThat(json(answer).containsKey("orderId")).isFalse();
    }

    @Test
    void notStartedSaysInHowManySecondsToComeBack() {
        Item item = Item.newBuilder().setOpensAt(NOW.toEpochMilli() + 1_500).build();
        Answer answer = answers.decided(
                subject, result(Outcome.OUTCOME_NOT_STARTED).setItem(item).build());

        assertThat(answer.retryAfter()).isEqualTo(2);
    }

    @Test
    void notAllWhoWereTooEarlyComeBackInTheSameSecond() {
        Item item = Item.newBuilder().setOpensAt(NOW.toEpochMilli() + 1_500).build();
        Set<Long> seconds = new HashSet<>();
        for (spread = 0; spread < 100; spread++) {
            seconds.add(answers.notStarted(item).retryAfter());
        }
        assertThat(seconds).containsExactlyInAnyOrder(2L, 3L, 4L, 5L);
    }

    @Test
    void aPurchaseThatExpiredKeepsItsLocation() {
        Answer answer = answers.decided(subject, result(Outcome.OUTCOME_EXPIRED).build());

        assertThat(answer.location()).isEqualTo("/v1/items/phone/purchases/r1?place=3-120");
    }

    @Test
    void countsThatAnotherWriterMadeLargeAreShownAsTheyAre() {
        Item item = Item.newBuilder()
                .setItemId("phone")
                .setStock(-1)
                .setRemaining(-2)
                .setPerUserLimit(-1)
                .setClosesAt(Long.MAX_VALUE)
                .build();
        JsonObject shown = json(answers.item(
                "phone", result(Outcome.OUTCOME_ITEM_STORED).setItem(item).build()));

        assertThat(shown.getLong("stock")).isEqualTo(4_294_967_295L);
        assertThat(shown.getLong("remaining")).isEqualTo(4_294_967_294L);
        assertThat(shown.getString("state")).isEqualTo("OPEN");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, OPEN",
        "0, 1, 0, SCHEDULED",
        "0, 0, -1, CLOSED",
        "1, 0, 0, PAUSED",
        "1, 1, 0, PAUSED",
        "1, 0, -1, CLOSED",
        "2, 1, 0, CLOSED",
        "9, 0, 0, PAUSED",
    })
    void anItemsStateIsItsWindowsAndWhatOperatorsMadeOfIt(int state, int opensIn, int closesIn, String shown) {
        Item item = Item.newBuilder()
                .setRemaining(1)
                .setOpensAt(NOW.toEpochMilli() + opensIn)
                .setClosesAt(closesIn == 0 ? 0 : NOW.toEpochMilli() + closesIn)
                .setStateValue(state)
                .build();
        JsonObject json = json(answers.item(
                "phone", result(Outcome.OUTCOME_ITEM_STORED).setItem(item).build()));

        assertThat(json.getString("state")).isEqualTo(shown);
        assertThat(json.getString("closesAt")).isEqualTo(closesIn == 0 ? null : "2029-12-31T23:59:59.999Z");
    }

    @Test
    void whatIsPausedIsNotToBeAskedForByAllAtOnce() {
        Result paused = result(Outcome.OUTCOME_PAUSED).build();
        assertThat(answers.decided(subject, paused).retryAfter()).isEqualTo(3);
        spread = 2;
        assertThat(answers.decided(subject, paused).retryAfter()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"OUTCOME_UNSPECIFIED", "UNRECOGNIZED"})
    void outcomeThatIsNotUnderstoodLeadsToWhereItMayBeToldLater(Outcome outcome) {
        Result result = outcome == Outcome.UNRECOGNIZED
                ? Result.newBuilder().setRequestId("r1").setOutcomeValue(999).build()
                : result(outcome).build();

        Answer answer = answers.decided(subject, result);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(json(answer).getString("code")).isEqualTo("INTERNAL");
        assertThat(answer.location()).isEqualTo("/v1/items/phone/purchases/r1?place=3-120");
    }

    @Test
    void purchaseThatAQuestionOvertookIsUnknownToItsBuyerToo() {
        Answer answer =
                answers.decided(subject, result(Outcome.OUTCOME_UNKNOWN_REQUEST).build());

        assertThat(answer.status()).isEqualTo(404);
        assertThat(json(answer).getString("code")).isEqualTo("UNKNOWN_REQUEST");
    }

    @Test
    void pendingHasALocationAndSaysWhenToAsk() {
        Answer answer = answers.pending(subject);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.location()).isEqualTo("/v1/items/phone/purchases/r1?place=3-120");
        assertThat(answer.retryAfter()).isPositive();
    }

    @Test
    void unansweredAppendKeepsItsLocation() {
        Answer answer = answers.queueTimeout(subject);

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.location()).isEqualTo("/v1/items/phone/purchases/r1?place=3-120");
    }

    @ParameterizedTest
    @EnumSource(
            value = Code.class,
            names = {"OVERLOADED", "DRAINING", "QUEUE_UNAVAILABLE"})
    void refusalOfAnOverloadedGatewaySaysWhenToComeBack(Code code) {
        Answer answer = Answers.refused(new Refusal(code, "nothing was queued"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.retryAfter()).isPositive();
    }

    private static Result.Builder result(Outcome outcome) {
        return Result.newBuilder().setRequestId("r1").setOutcome(outcome);
    }

    private static JsonObject json(Answer answer) {
        return new JsonObject(answer.body());
    }

    private static Order order(OrderStatus status) {
        return Order.newBuilder()
                .setOrderId("o1")
                .setItemId("phone")
                .setQuantity(1)
                .setStatus(status)
                .setHeldUntil(status == OrderStatus.ORDER_STATUS_UNSPECIFIED ? 0 : NOW.toEpochMilli())
                .build();
    }
}
