package io.seckill.proof.check.rules;

import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.evidence.QueuedCommand;
import io.seckill.proof.history.Call;
import io.seckill.proof.history.Line;
import io.seckill.v1.Command;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The ways in which a recorded campaign is changed. */
final class Telling {
    private Telling() {}

    /** The answers to calls of {@code kind} that are {@code wanted} become what {@code change} makes of them. */
    static void replaceAnswers(
            RightCampaign campaign, Call.Kind kind, Predicate<Call> wanted, UnaryOperator<Line.Answered> change) {
        Set<Long> operations = new HashSet<>();
        campaign.record.lines.replaceAll(line -> {
            if (line instanceof Line.Asked asked && asked.call().kind() == kind && wanted.test(asked.call())) {
                operations.add(asked.operation());
            }
            return line instanceof Line.Answered answered && operations.contains(answered.operation())
                    ? change.apply(answered)
                    : line;
        });
    }

    /** The answer to the purchase that was queued as {@code request} becomes another one. */
    static void answer(RightCampaign campaign, String request, UnaryOperator<Line.Answered> change) {
        replaceAnswers(
                campaign,
                Call.Kind.PURCHASE,
                call -> true,
                answered -> request.equals(answered.request()) ? change.apply(answered) : answered);
    }

    /** Gateways have had the time to hear of everything, and must have. */
    static void whenAllIsKnown(RightCampaign campaign) {
        campaign.record.rest(2_000);
        campaign.record.buy("ada", "plenty", 1, null);
        campaign.record.rest(6_000);
    }

    /** The last lookup of {@code purchase} says something else. */
    static void lookUps(RightCampaign campaign, String purchase, Consumer<JsonObject> change) {
        long last = campaign.record.lines.stream()
                .filter(line -> line instanceof Line.Asked asked
                        && purchase.equals(asked.call().request()))
                .mapToLong(Line::at)
                .max()
                .orElseThrow();
        replaceAnswers(
                campaign,
                Call.Kind.LOOKUP,
                call -> purchase.equals(call.request()),
                answered -> answered.at() < last ? answered : with(answered, change));
    }

    /** The lists of {@code user} say something else. */
    static void lists(RightCampaign campaign, String user, Consumer<JsonArray> change) {
        replaceAnswers(
                campaign,
                Call.Kind.LIST,
                call -> user.equals(call.user()),
                answered -> with(answered, body -> change.accept(body.getJsonArray("orders"))));
    }

    /** {@code answered} with another body. */
    static Line.Answered with(Line.Answered answered, Consumer<JsonObject> change) {
        JsonObject body = new JsonObject(answered.body());
        change.accept(body);
        return new Line.Answered(
                answered.at(), answered.operation(), answered.status(), body.encode(), answered.request());
    }

    /** A refusal in place of {@code answered}. */
    static Line.Answered refusal(Line.Answered answered, int status, String code) {
        String body = new JsonObject().put("code", code).encode();
        return new Line.Answered(answered.at(), answered.operation(), status, body, answered.request());
    }

    /** The order {@code id} as it is at the end. */
    static Order order(RightCampaign campaign, String id) {
        return campaign.record.orders.stream()
                .filter(each -> each.id().equals(id))
                .reduce((before, last) -> last)
                .orElseThrow()
                .order();
    }

    /** {@code order} at another point of its life. */
    static Order status(Order order, OrderStatus status) {
        return order.toBuilder().setStatus(status).build();
    }

    /** The queue has other commands. */
    static void commands(RightCampaign campaign, UnaryOperator<Command> change) {
        campaign.record.requests.replaceAll(each -> new QueuedCommand(
                each.place(),
                each.partition(),
                each.offset(),
                each.timestamp(),
                each.key(),
                each.headers(),
                change.apply(each.command())));
    }

    /** All records of the order {@code id} say something else. */
    static void orders(RightCampaign campaign, String id, UnaryOperator<Order> change) {
        campaign.record.orders.replaceAll(each -> each.id().equals(id)
                ? new OrderRecord(
                        each.place(), each.queue(), each.offset(), each.timestamp(), change.apply(each.order()))
                : each);
    }

    /** One more record of an order, at the end of the ledger. */
    static void add(RightCampaign campaign, Order order) {
        long offset = 500L + campaign.record.orders.size();
        campaign.record.orders.add(
                new OrderRecord("seckill.orders-0@" + offset, 0, offset, Recording.BEGIN + 9_000, order));
    }
}
