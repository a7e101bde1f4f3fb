package io.seckill.proof.check.rules;

import static io.seckill.proof.check.rules.Telling.add;
import static io.seckill.proof.check.rules.Telling.answer;
import static io.seckill.proof.check.rules.Telling.commands;
import static io.seckill.proof.check.rules.Telling.lists;
import static io.seckill.proof.check.rules.Telling.lookUps;
import static io.seckill.proof.check.rules.Telling.order;
import static io.seckill.proof.check.rules.Telling.orders;
import static io.seckill.proof.check.rules.Telling.refusal;
import static io.seckill.proof.check.rules.Telling.replaceAnswers;
import static io.seckill.proof.check.rules.Telling.status;
import static io.seckill.proof.check.rules.Telling.whenAllIsKnown;
import static io.seckill.proof.check.rules.Telling.with;

import io.seckill.proof.check.evidence.EventRecord;
import io.seckill.proof.check.evidence.ItemRecord;
import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.evidence.QueuedCommand;
import io.seckill.proof.check.evidence.RefusalRecord;
import io.seckill.proof.history.Call.Kind;
import io.seckill.proof.history.Line;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import io.seckill.v1.Outcome;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** Something untrue in a recorded campaign, and the rule that must find it. */
enum Lie {
    ACCEPTED_ORDER_IS_NOT_IN_THE_BOOKS("AcceptedIsInTheBooks", campaign -> {
        campaign.record.orders.removeIf(each -> each.id().equals(campaign.adas));
    }),
    ACCEPTED_ORDER_IS_ANOTHER_USERS("AcceptedIsInTheBooks", campaign -> {
        orders(
                campaign,
                campaign.adas,
                order -> order.toBuilder().setUserId("mallory").build());
    }),
    ACCEPTED_QUANTITY_IS_NOT_THAT_OF_THE_BOOKS("AcceptedIsInTheBooks", campaign -> {
        answer(campaign, campaign.adas, answered -> with(answered, body -> body.put("quantity", 2)));
    }),
    ANOTHER_REQUESTS_ORDER_WITHOUT_A_KEY("AcceptedIsInTheBooks", campaign -> {
        answer(campaign, campaign.dans, answered -> with(answered, body -> body.put("orderId", campaign.dansOther)));
    }),
    NOT_QUEUED_IS_QUEUED("NotQueuedIsNotInTheQueues", campaign -> {
        answer(
                campaign,
                campaign.refused,
                answered -> new Line.Answered(
                        answered.at(), answered.operation(), 503, "{\"code\":\"OVERLOADED\"}", answered.request()));
    }),
    GATEWAY_IS_BROKEN("NeverInternalError", campaign -> {
        answer(campaign, campaign.dansRefused, answered -> refusal(answered, 500, "INTERNAL"));
    }),
    ONE_CALL_IS_QUEUED_TWICE("NotQueuedIsNotInTheQueues", campaign -> {
        QueuedCommand once = campaign.record.requests.stream()
                .filter(each -> each.request().equals(campaign.adas))
                .findFirst()
                .orElseThrow();
        campaign.record.requests.add(new QueuedCommand(
                "seckill.requests-0@999",
                0,
                999,
                once.timestamp(),
                once.key(),
                once.headers(),
                once.command().toBuilder().setRequestId("copy").build()));
    }),
    SECOND_LOOKUP_TELLS_ANOTHER_REFUSAL("OneOutcomePerRequest", campaign -> {
        lookUps(campaign, campaign.refused, body -> body.put("status", "ENDED"));
    }),
    LOOKUP_KNOWS_NOTHING_OF_AN_ORDER("OneOutcomePerRequest", campaign -> {
        replaceAnswers(
                campaign,
                Kind.LOOKUP,
                call -> campaign.adas.equals(call.request()),
                answered -> new Line.Answered(
                        answered.at(),
                        answered.operation(),
                        404,
                        "{\"code\":\"UNKNOWN_REQUEST\"}",
                        answered.request()));
    }),
    REFUSED_PURCHASE_HAS_AN_ORDER("OneOutcomePerRequest", campaign -> {
        answer(campaign, campaign.adas, answered -> refusal(answered, 409, "LIMIT_REACHED"));
    }),
    STORE_REMEMBERS_ANOTHER_REFUSAL("OneOutcomePerRequest", campaign -> {
        campaign.record.refusals.replaceAll(each -> each.request().equals(campaign.refused)
                ? new RefusalRecord(each.place(), each.request(), Outcome.OUTCOME_ENDED, "")
                : each);
    }),
    KEY_IS_TOLD_OF_ANOTHER_ORDER("OneOutcomePerKey", campaign -> {
        replaceAnswers(
                campaign,
                Kind.PURCHASE,
                call -> "k1".equals(call.key()),
                answered -> campaign.bens.equals(answered.request())
                        ? answered
                        : with(answered, body -> body.put("orderId", answered.request())));
    }),
    KEY_THAT_HAS_WON_IS_REFUSED("OneOutcomePerKey", campaign -> {
        replaceAnswers(
                campaign,
                Kind.PURCHASE,
                call -> "k1".equals(call.key()),
                answered -> campaign.bens.equals(answered.request()) ? answered : refusal(answered, 409, "SOLD_OUT"));
    }),
    KEY_WINS_TWO_ORDERS("OneOrderPerKey", campaign -> {
        add(
                campaign,
                order(campaign, campaign.bens).toBuilder()
                        .setOrderId(campaign.bensAgain)
                        .build());
    }),
    ORDER_BEYOND_THE_STOCK("NeverOversold", campaign -> {
        campaign.record.items.removeIf(each -> each.item().getStock() == 5);
    }),
    ORDER_BEYOND_THE_LIMIT("NobodyOverTheLimit", campaign -> {
        add(
                campaign,
                order(campaign, campaign.dans).toBuilder()
                        .setOrderId(campaign.dansRefused)
                        .build());
    }),
    HOLD_EXPIRES_TWICE("OrdersLiveOnce", campaign -> {
        add(campaign, order(campaign, campaign.fays));
    }),
    EXPIRED_ORDER_IS_CONFIRMED("OrdersLiveOnce", campaign -> {
        add(campaign, status(order(campaign, campaign.fays), OrderStatus.ORDER_STATUS_CONFIRMED));
    }),
    ORDER_CHANGES_ITS_QUANTITY("OrdersLiveOnce", campaign -> {
        Order order = order(campaign, campaign.eves);
        add(
                campaign,
                status(order, OrderStatus.ORDER_STATUS_REFUNDED).toBuilder()
                        .setQuantity(2)
                        .build());
    }),
    ORDER_BEGINS_CONFIRMED("OrdersLiveOnce", campaign -> {
        campaign.record.orders.removeIf(
                each -> each.id().equals(campaign.eves) && each.status() == OrderStatus.ORDER_STATUS_RESERVED);
    }),
    ORDER_THAT_NOBODY_ASKED_FOR("OrdersWereAskedFor", campaign -> {
        add(
                campaign,
                order(campaign, campaign.adas).toBuilder().setOrderId("ghost").build());
    }),
    ORDER_OF_MORE_THAN_WAS_ASKED_FOR("OrdersWereAskedFor", campaign -> {
        orders(
                campaign,
                campaign.adas,
                order -> order.toBuilder().setQuantity(2).build());
    }),
    LATER_PURCHASE_IS_DECIDED_FIRST("DecidedInOrder", campaign -> {
        OrderRecord last = campaign.record.orders.stream()
                .filter(each -> each.id().equals(campaign.adas))
                .findFirst()
                .orElseThrow();
        campaign.record.orders.remove(last);
        campaign.record.orders.add(new OrderRecord("seckill.orders-0@900", 0, 900, last.timestamp(), last.order()));
    }),
    CONFIRMED_ORDER_IS_STILL_RESERVED("ChangesAreKept", campaign -> {
        campaign.record.orders.removeIf(
                each -> each.id().equals(campaign.eves) && each.status() == OrderStatus.ORDER_STATUS_CONFIRMED);
    }),
    KNOWN_ORDER_IS_UNKNOWN("ChangesAreKept", campaign -> {
        replaceAnswers(
                campaign,
                Kind.CONFIRM,
                call -> campaign.eves.equals(call.order()),
                answered -> refusal(answered, 404, "UNKNOWN_ORDER"));
    }),
    LIST_LACKS_AN_ORDER("ListsAreRight", campaign -> {
        lists(campaign, "dan", orders -> orders.remove(0));
    }),
    LIST_SHOWS_A_STRANGERS_ORDER("ListsAreRight", campaign -> {
        lists(campaign, "dan", orders -> orders.getJsonObject(0).put("orderId", campaign.adas));
    }),
    LIST_SHOWS_AN_ORDER_AS_IT_WAS("ListsAreRight", campaign -> {
        lists(campaign, "eve", orders -> orders.getJsonObject(0).put("status", "RESERVED"));
    }),
    TOPIC_CANNOT_BE_READ("EvidenceIsThere", campaign -> {
        campaign.record.unreadable.put("orders", "not read to the ends: no record for 30 s");
    }),
    EDGE_SAYS_SOLD_OUT_WHILE_UNITS_ARE_LEFT("EdgeIsFresh", campaign -> {
        whenAllIsKnown(campaign);
        campaign.record.edge("cy", "scarce", 1, 409, "SOLD_OUT");
    }),
    EDGE_SAYS_PAUSED_AFTER_THE_RESUME("EdgeIsFresh", campaign -> {
        whenAllIsKnown(campaign);
        campaign.record.edge("ada", "plenty", 1, 403, "PAUSED");
    }),
    EDGE_DOES_NOT_KNOW_AN_ITEM("EdgeIsFresh", campaign -> {
        whenAllIsKnown(campaign);
        campaign.record.edge("ada", "plenty", 1, 404, "UNKNOWN_ITEM");
    }),
    EDGE_SAYS_ENDED_WHILE_OPEN("EdgeIsFresh", campaign -> {
        whenAllIsKnown(campaign);
        campaign.record.edge("ada", "plenty", 1, 403, "ENDED");
    }),
    EDGE_SAYS_NOT_STARTED_WHILE_OPEN("EdgeIsFresh", campaign -> {
        whenAllIsKnown(campaign);
        campaign.record.edge("ada", "plenty", 1, 403, "NOT_STARTED");
    }),
    PURCHASE_WINS_WHILE_PAUSED("PauseIsFinal", campaign -> {
        campaign.record.pause("few");
        campaign.record.buy("eve", "few", 1, null);
    }),
    PURCHASE_WINS_WHILE_PAUSED_AFTER_A_RESUME_WITHOUT_ANSWER("PauseIsFinal", campaign -> {
        campaign.record.pause("few");
        campaign.record.resumeUnheard("few");
        campaign.record.pause("few");
        campaign.record.buy("eve", "few", 1, null);
    }),
    PURCHASE_EXPIRES_AT_ONCE("FollowsFromTheQueue", campaign -> {
        answer(campaign, campaign.dansRefused, answered -> refusal(answered, 504, "EXPIRED"));
    }),
    STOCK_IS_REFUSED_THOUGH_LESS_IS_SOLD("FollowsFromTheQueue", campaign -> {
        replaceAnswers(
                campaign,
                Kind.PUT_ITEM,
                call -> call.quantity() == 5,
                answered -> refusal(answered, 409, "STOCK_BELOW_SOLD"));
    }),
    QUEUE_REFUSES_WHILE_UNITS_ARE_LEFT("FollowsFromTheQueue", campaign -> {
        answer(campaign, campaign.dansRefused, answered -> refusal(answered, 409, "SOLD_OUT"));
    }),
    ORDER_IS_CANCELLED_BY_NOBODY("FollowsFromTheQueue", campaign -> {
        add(campaign, status(order(campaign, campaign.adas), OrderStatus.ORDER_STATUS_CANCELLED));
    }),
    HOLD_ENDS_TOO_EARLY("FollowsFromTheQueue", campaign -> {
        orders(
                campaign,
                campaign.gils,
                order -> order.getStatus() == OrderStatus.ORDER_STATUS_CANCELLED
                        ? status(order, OrderStatus.ORDER_STATUS_EXPIRED)
                        : order);
    }),
    HOLD_IS_TOO_LONG("FollowsFromTheQueue", campaign -> {
        orders(
                campaign,
                campaign.gils,
                order -> order.toBuilder()
                        .setHeldUntil(order.getHeldUntil() + 1_000)
                        .build());
    }),
    PURCHASE_WINS_AFTER_A_LOOKUP_THAT_MISSED_IT("FollowsFromTheQueue", campaign -> {
        commands(
                campaign,
                command -> command.getLookup().getRequestId().equals("feed")
                        ? command.toBuilder()
                                .setLookup(command.getLookup().toBuilder().setRequestId(campaign.cys))
                                .build()
                        : command);
    }),
    ORDER_IS_DECIDED_WHILE_PAUSED("FollowsFromTheQueue", campaign -> {
        add(
                campaign,
                order(campaign, campaign.adas).toBuilder()
                        .setOrderId(campaign.paused)
                        .build());
    }),
    OPERATOR_IS_TOLD_OF_A_UNIT_TOO_MANY("FollowsFromTheQueue", campaign -> {
        replaceAnswers(
                campaign,
                Kind.PUT_ITEM,
                call -> call.quantity() == 5,
                answered -> with(answered, body -> body.put("remaining", 4)));
    }),
    COMMAND_IS_DECIDED_AFTER_ITS_TIME("FollowsFromTheQueue", campaign -> {
        commands(
                campaign,
                command -> command.getRequestId().equals(campaign.adas)
                        ? command.toBuilder().setExpiresAt(Recording.BEGIN).build()
                        : command);
    }),
    GATEWAYS_ARE_TOLD_OF_A_UNIT_TOO_MANY("BooksBalance", campaign -> {
        campaign.record.published.replaceAll(each -> new ItemRecord(
                each.place(),
                each.queue(),
                each.offset(),
                each.timestamp(),
                each.item().toBuilder()
                        .setRemaining(each.item().getRemaining() + 1)
                        .build()));
    }),
    EVENT_IS_MISSING("EventsAreTheLedger", campaign -> {
        campaign.record.events.removeIf(each -> each.id().equals(campaign.eves + "-OrderConfirmed"));
    }),
    EVENT_IS_TOLD_TWICE("EventsAreTheLedger", campaign -> {
        campaign.record.events.add(campaign.record.events.stream()
                .filter(each -> each.id().equals(campaign.eves + "-OrderConfirmed"))
                .findFirst()
                .orElseThrow());
    }),
    EVENT_OF_AN_ORDER_THAT_IS_NOT_THERE("EventsAreTheLedger", campaign -> {
        campaign.record.events.add(new EventRecord(
                "seckill.events-0@999",
                0,
                999,
                "OrderAccepted",
                "ghost-OrderAccepted",
                new JsonObject().put("itemId", "plenty").put("orderId", "ghost")));
    }),
    EVENT_LEAVES_A_UNIT_TOO_MANY("EventsAreTheLedger", campaign -> {
        campaign.record.events.stream()
                .filter(each -> each.id().equals(campaign.hals + "-OrderRefunded"))
                .forEach(each -> each.data().put("remaining", 2));
    }),
    PROJECTOR_LACKS_AN_ORDER("ProjectionIsTheLedger", campaign -> {
        campaign.record.projected.removeIf(each -> each.id().equals(campaign.adas));
    }),
    PROJECTOR_HAS_AN_ORDER_AS_IT_WAS("ProjectionIsTheLedger", campaign -> {
        campaign.record.projected.replaceAll(each -> each.id().equals(campaign.gils)
                ? new OrderRecord(each.place(), 0, 0, 0, status(each.order(), OrderStatus.ORDER_STATUS_RESERVED))
                : each);
    });

    private final String rule;

    @SuppressWarnings("ImmutableEnumChecker") // a lambda without state
    private final Consumer<RightCampaign> told;

    Lie(String rule, Consumer<RightCampaign> told) {
        this.rule = rule;
        this.told = told;
    }

    /** Tells it, in {@code campaign}. */
    void tell(RightCampaign campaign) {
        told.accept(campaign);
    }

    /** The rule that must find it. */
    String rule() {
        return rule;
    }
}
