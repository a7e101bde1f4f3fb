package io.seckill.gateway.respond;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.v1.Item;
import io.seckill.v1.Order;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AnswersTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final InstantSource clock = InstantSource.fixed(NOW);
    private final Answers answers = new Answers(clock, new ItemJson(clock));

    @ParameterizedTest
    @CsvSource({
        "OUTCOME_SOLD_OUT, 409, SOLD_OUT",
        "OUTCOME_LIMIT_REACHED, 409, LIMIT_REACHED",
        "OUTCOME_UNKNOWN_ITEM, 404, UNKNOWN_ITEM",
        "OUTCOME_NOT_STARTED, 403, NOT_STARTED",
        "OUTCOME_ENDED, 403, ENDED",
        "OUTCOME_EXPIRED, 504, EXPIRED",
        "OUTCOME_STOCK_BELOW_SOLD, 409, STOCK_BELOW_SOLD",
    })
    void rejectionIsAProblemWithItsStatusAndCode(Outcome outcome, int status, String code) {
        Answer answer = answers.decided("phone", result(outcome).build());

        assertThat(answer.status()).isEqualTo(status);
        assertThat(json(answer).getString("code")).isEqualTo(code);
        assertThat(json(answer).getInteger("status")).isEqualTo(status);
        assertThat(json(answer).getMap()).containsKeys("type", "title", "detail");
    }

    @Test
    void boughtIsCreatedAtItsLocation() {
        Order order = Order.newBuilder()
                .setOrderId("o1")
                .setItemId("phone")
                .setQuantity(2)
                .build();
        Answer answer = answers.decided(
                "phone", result(Outcome.OUTCOME_ACCEPTED).setOrder(order).build());

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.location()).isEqualTo("/v1/items/phone/purchases/r1");
        assertThat(json(answer))
                .isEqualTo(new JsonObject()
                        .put("requestId", "r1")
                        .put("itemId", "phone")
                        .put("quantity", 2)
                        .put("orderId", "o1")
                        .put("status", "ACCEPTED"));
    }

    @Test
    void limitReachedNamesTheOrderThatTheUserHolds() {
        Order order = Order.newBuilder().setOrderId("o1").build();
        Answer answer = answers.decided(
                "phone", result(Outcome.OUTCOME_LIMIT_REACHED).setOrder(order).build());

        assertThat(json(answer).getString("orderId")).isEqualTo("o1");
    }

    @Test
    void limitReachedByWhoHoldsNothingNamesNoOrder() {
        Answer answer =
                answers.decided("phone", result(Outcome.OUTCOME_LIMIT_REACHED).build());

        assertThat(answer.status()).isEqualTo(409);
        assertThat(json(answer).containsKey("orderId")).isFalse();
    }

    @Test
    void notStartedSaysInHowManySecondsToComeBack() {
        Item item = Item.newBuilder().setOpensAt(NOW.toEpochMilli() + 1_500).build();
        Answer answer = answers.decided(
                "phone", result(Outcome.OUTCOME_NOT_STARTED).setItem(item).build());

        assertThat(answer.retryAfter()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"OUTCOME_UNSPECIFIED", "UNRECOGNIZED"})
    void outcomeThatIsNotUnderstoodIsNeverCalledFailed(Outcome outcome) {
        Result result = outcome == Outcome.UNRECOGNIZED
                ? Result.newBuilder().setRequestId("r1").setOutcomeValue(999).build()
                : result(outcome).build();

        assertThat(answers.decided("phone", result).status()).isEqualTo(202);
    }

    @Test
    void pendingHasALocationAndSaysWhenToAsk() {
        Answer answer = answers.pending("phone", "r1");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.location()).isEqualTo("/v1/items/phone/purchases/r1");
        assertThat(answer.retryAfter()).isPositive();
    }

    @Test
    void unansweredAppendKeepsItsLocation() {
        Answer answer = answers.queueTimeout("phone", "r1");

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.location()).isEqualTo("/v1/items/phone/purchases/r1");
    }

    @ParameterizedTest
    @EnumSource(
            value = Code.class,
            names = {"OVERLOADED", "DRAINING", "QUEUE_UNAVAILABLE"})
    void refusalOfAnOverloadedGatewaySaysWhenToComeBack(Code code) {
        Answer answer = answers.refused(new Refusal(code, "nothing was queued"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.retryAfter()).isPositive();
    }

    private static Result.Builder result(Outcome outcome) {
        return Result.newBuilder().setRequestId("r1").setOutcome(outcome);
    }

    private static JsonObject json(Answer answer) {
        return new JsonObject(answer.body());
    }
}
