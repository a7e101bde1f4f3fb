package io.seckill.gateway.respond;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.gateway.respond.ResultCheck.Kind;
import io.seckill.v1.Item;
import io.seckill.v1.Order;
import io.seckill.v1.OrderList;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A wrong backend's results are no answers: nobody hears that they bought what they did not. */
class ResultCheckTest {
    private static final ResultCheck PURCHASE = new ResultCheck(Kind.PURCHASE, "ada", "phone", 2, "r1");
    private static final ResultCheck REPEATED = new ResultCheck(Kind.PURCHASE, "ada", "phone", 2, "");
    private static final ResultCheck LOOKUP = new ResultCheck(Kind.LOOKUP, "ada", "phone", 0, "");
    private static final ResultCheck ORDER = new ResultCheck(Kind.ORDER, "ada", "phone", 0, "r1");
    private static final ResultCheck LIST = new ResultCheck(Kind.ORDER_LIST, "ada", "phone", 0, "");
    private static final ResultCheck DEFINITION = new ResultCheck(Kind.DEFINITION, "", "phone", 0, "");
    private static final ResultCheck STATE = new ResultCheck(Kind.STATE, "", "phone", 0, "");
    private static final Order GOOD = Order.newBuilder()
            .setOrderId("r1")
            .setUserId("ada")
            .setItemId("phone")
            .setQuantity(2)
            .build();

    @Test
    void anOrderThatIsWhatWasAskedForIsAnAnswer() {
        assertThat(PURCHASE.misfit(accepted(GOOD.toBuilder()))).isNull();
        assertThat(LOOKUP.misfit(accepted(GOOD.toBuilder().setQuantity(5)))).isNull();
        assertThat(REPEATED.misfit(accepted(GOOD.toBuilder().setOrderId("r0")))).isNull();
        assertThat(ORDER.misfit(with(Outcome.OUTCOME_ORDER_SHOWN, GOOD.toBuilder())))
                .isNull();
    }

    @Test
    void aServiceIsToldOfAnybodysOrderAndOfThatOneAlone() {
        ResultCheck anybodys = new ResultCheck(Kind.ORDER, "", "phone", 0, "r1");

        assertThat(anybodys.misfit(with(Outcome.OUTCOME_ORDER_REFUNDED, GOOD.toBuilder())))
                .isNull();
        assertThat(anybodys.misfit(
                        with(Outcome.OUTCOME_ORDER_REFUNDED, GOOD.toBuilder().setOrderId("r2"))))
                .isNotNull();
        assertThat(anybodys.misfit(plain(Outcome.OUTCOME_ORDER_REFUNDED))).isEqualTo("without its order");
    }

    @Test
    void anOrderThatIsMissingIsNone() {
        assertThat(PURCHASE.misfit(plain(Outcome.OUTCOME_ACCEPTED))).isEqualTo("without its order");
        assertThat(LOOKUP.misfit(plain(Outcome.OUTCOME_ACCEPTED))).isEqualTo("without its order");
        assertThat(ORDER.misfit(plain(Outcome.OUTCOME_ORDER_CONFIRMED))).isEqualTo("without its order");
    }

    @Test
    void anOrderOfAnotherUserItemQuantityOrRequestIsNone() {
        assertThat(PURCHASE.misfit(accepted(GOOD.toBuilder().setUserId("bob")))).isNotNull();
        assertThat(PURCHASE.misfit(accepted(GOOD.toBuilder().setItemId("car")))).isNotNull();
        assertThat(PURCHASE.misfit(accepted(GOOD.toBuilder().setQuantity(1)))).isNotNull();
        assertThat(PURCHASE.misfit(accepted(GOOD.toBuilder().setOrderId("r2")))).isNotNull();
        assertThat(REPEATED.misfit(accepted(GOOD.toBuilder().setOrderId("")))).isNotNull();
        assertThat(REPEATED.misfit(accepted(GOOD.toBuilder().setOrderId("r1\r\nX: y"))))
                .isNotNull();
        assertThat(LOOKUP.misfit(accepted(GOOD.toBuilder().setQuantity(0)))).isNotNull();
        assertThat(LOOKUP.misfit(accepted(GOOD.toBuilder().setUserId("bob")))).isNotNull();
        assertThat(ORDER.misfit(
                        with(Outcome.OUTCOME_ORDER_SHOWN, GOOD.toBuilder().setOrderId("r2"))))
                .isNotNull();
    }

    @Test
    void aListWithAnOrderOfAnotherUserIsNone() {
        Order foreign = GOOD.toBuilder().setUserId("bob").build();

        assertThat(LIST.misfit(list(GOOD, GOOD.toBuilder().setOrderId("r2").build())))
                .isNull();
        assertThat(LIST.misfit(list())).isNull();
        assertThat(LIST.misfit(list(GOOD, foreign))).isNotNull();
    }

    private static Result list(Order... orders) {
        return Result.newBuilder()
                .setOutcome(Outcome.OUTCOME_ORDERS_LISTED)
                .setOrders(OrderList.newBuilder().addAllOrders(List.of(orders)))
                .build();
    }

    @Test
    void theLimitNamesAnOrderOfTheSameUserOrNone() {
        assertThat(PURCHASE.misfit(plain(Outcome.OUTCOME_LIMIT_REACHED))).isNull();
        assertThat(PURCHASE.misfit(
                        with(Outcome.OUTCOME_LIMIT_REACHED, GOOD.toBuilder().setOrderId("r0"))))
                .isNull();
        assertThat(PURCHASE.misfit(
                        with(Outcome.OUTCOME_LIMIT_REACHED, GOOD.toBuilder().setUserId("bob"))))
                .isNotNull();
    }

    @Test
    void anItemThatIsToldOfMustBeTheOneAskedFor() {
        assertThat(PURCHASE.misfit(plain(Outcome.OUTCOME_NOT_STARTED))).isEqualTo("without its item");
        assertThat(PURCHASE.misfit(of("car", Outcome.OUTCOME_NOT_STARTED))).isEqualTo("without its item");
        assertThat(PURCHASE.misfit(of("phone", Outcome.OUTCOME_NOT_STARTED))).isNull();
        assertThat(LOOKUP.misfit(plain(Outcome.OUTCOME_NOT_STARTED))).isNull();
        assertThat(DEFINITION.misfit(plain(Outcome.OUTCOME_ITEM_STORED))).isEqualTo("without its item");
        assertThat(DEFINITION.misfit(of("phone", Outcome.OUTCOME_ITEM_STORED))).isNull();
    }

    @Test
    void onlyAnItemThatIsThereCanBeDefinedAgainAndOnlyAChangeOfItsStateCanMissIt() {
        assertThat(DEFINITION.misfit(plain(Outcome.OUTCOME_ITEM_CLOSED))).isNull();
        assertThat(DEFINITION.misfit(plain(Outcome.OUTCOME_UNKNOWN_ITEM))).isNotNull();
        assertThat(STATE.misfit(plain(Outcome.OUTCOME_ITEM_CLOSED))).isNull();
        assertThat(STATE.misfit(plain(Outcome.OUTCOME_UNKNOWN_ITEM))).isNull();
        assertThat(STATE.misfit(of("car", Outcome.OUTCOME_ITEM_STORED))).isEqualTo("without its item");
        assertThat(STATE.misfit(of("phone", Outcome.OUTCOME_STOCK_BELOW_SOLD))).isNotNull();
    }

    @Test
    void onlyADeletionEndsInAnItemThatIsGone() {
        ResultCheck deletion = new ResultCheck(Kind.DELETION, "", "phone", 0, "");
        assertThat(deletion.misfit(plain(Outcome.OUTCOME_ITEM_DELETED))).isNull();
        assertThat(deletion.misfit(plain(Outcome.OUTCOME_ITEM_NOT_CLOSED))).isNull();
        assertThat(deletion.misfit(plain(Outcome.OUTCOME_UNKNOWN_ITEM))).isNull();
        assertThat(deletion.misfit(of("phone", Outcome.OUTCOME_ITEM_STORED))).isNotNull();
        assertThat(STATE.misfit(plain(Outcome.OUTCOME_ITEM_DELETED))).isNotNull();
        assertThat(ORDER.misfit(plain(Outcome.OUTCOME_UNKNOWN_ITEM))).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 24, 99})
    void anOutcomeWithoutMeaningIsNoAnswerToAnything(int outcome) {
        Result result = Result.newBuilder().setOutcomeValue(outcome).build();

        assertThat(PURCHASE.misfit(result)).isNotNull();
        assertThat(LOOKUP.misfit(result)).isNotNull();
        assertThat(ORDER.misfit(result)).isNotNull();
        assertThat(DEFINITION.misfit(result)).isNotNull();
        assertThat(STATE.misfit(result)).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"OUTCOME_ITEM_STORED", "OUTCOME_PENDING", "OUTCOME_ORDER_SHOWN"})
    void anOutcomeOfAnotherCommandIsNoAnswerToAPurchase(Outcome outcome) {
        assertThat(PURCHASE.misfit(with(outcome, GOOD.toBuilder()))).isNotNull();
    }

    private static Result plain(Outcome outcome) {
        return Result.newBuilder().setOutcome(outcome).build();
    }

    private static Result accepted(Order.Builder order) {
        return with(Outcome.OUTCOME_ACCEPTED, order);
    }

    private static Result with(Outcome outcome, Order.Builder order) {
        return Result.newBuilder().setOutcome(outcome).setOrder(order).build();
    }

    private static Result of(String itemId, Outcome outcome) {
        return Result.newBuilder()
                .setOutcome(outcome)
                .setItem(Item.newBuilder().setItemId(itemId))
                .build();
    }
}
