package io.seckill.proof.check.rules;

import static java.util.stream.Collectors.groupingBy;

import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.facts.Exchange;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;
import io.seckill.proof.history.Call;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list of a user's orders has each order that was acknowledged before it was asked for, none that was asked for after it
 * was answered, none of others, and none as it stood before a change that was acknowledged.
 */
final class ListsAreRight implements Rule {
    private final Set<String> ended = Set.of("CANCELLED", "EXPIRED", "REFUNDED", "HOLD_EXPIRED");

    private record Owner(String item, @Nullable String user) {}

    @Override
    public void check(Facts facts, Findings found) {
        Map<Owner, List<Exchange>> told = facts.exchanges(Call.Kind.PURCHASE, Call.Kind.LOOKUP).stream()
                .filter(each -> each.order() != null)
                .collect(groupingBy(
                        each -> new Owner(each.call().item(), each.call().user())));
        Map<String, List<Exchange>> changes = facts
                .exchanges(Call.Kind.PURCHASE, Call.Kind.LOOKUP, Call.Kind.CONFIRM, Call.Kind.CANCEL, Call.Kind.REFUND)
                .stream()
                .filter(each -> subject(each) != null)
                .collect(groupingBy(each -> String.valueOf(subject(each))));
        for (Exchange list : facts.exchanges(Call.Kind.LIST)) {
            JsonArray orders = list.body().getJsonArray("orders");
            if (list.isDone()
                    && orders != null
                    && !facts.mayBeDeleted(list.call().item())) {
                Map<String, JsonObject> listed = listed(list, orders, found);
                missing(
                        list,
                        listed,
                        told.getOrDefault(
                                new Owner(list.call().item(), list.call().user()), List.of()),
                        found);
                listed.forEach((id, order) -> {
                    strange(facts, list, id, order, found);
                    older(list, id, order, changes.getOrDefault(id, List.of()), found);
                });
            }
        }
    }

    private static @Nullable String subject(Exchange each) {
        return each.call().order() == null ? each.order() : each.call().order();
    }

    private static Map<String, JsonObject> listed(Exchange list, JsonArray orders, Findings found) {
        Map<String, JsonObject> listed = new HashMap<>();
        for (int i = 0; i < orders.size(); i++) {
            JsonObject order = orders.getJsonObject(i);
            if (listed.put(order.getString("orderId"), order) != null) {
                found.add("A list has order " + order.getString("orderId") + " twice: " + list.text() + '.', list);
            }
        }
        return listed;
    }

    private static void missing(Exchange list, Map<String, JsonObject> listed, List<Exchange> told, Findings found) {
        if (list.body().getBoolean("more", false)) {
            return; // the older ones are not there
        }
        Set<String> complained = new HashSet<>();
        for (Exchange each : told) {
            String id = each.order();
            if (id != null && each.answered() < list.asked() && !listed.containsKey(id) && complained.add(id)) {
                found.add(
                        "Order " + id + " was acknowledged before a list was asked for that does not have it: "
                                + each.text() + "; " + list.text() + '.',
                        each,
                        list);
            }
        }
    }

    private static void strange(Facts facts, Exchange list, String id, JsonObject order, Findings found) {
        OrderRecord record = facts.order(id);
        if (record == null || !record.order().getUserId().equals(list.call().user())) {
            found.add(
                    "A list has order " + id + ", which "
                            + (record == null ? "the books do not have" : "is another user's by " + record.place())
                            + ": " + list.text() + '.',
                    list);
            return;
        }
        if (record.order().getQuantity() != order.getInteger("quantity")) {
            found.add(
                    "A list has order " + id + " with another quantity than " + record.place() + ": " + list.text()
                            + '.',
                    list);
        }
        Exchange purchase = facts.ofRequest(id);
        if (purchase != null && purchase.asked() > list.answered()) {
            found.add(
                    "A list has order " + id + " before it was asked for: " + list.text() + "; " + purchase.text()
                            + '.',
                    list,
                    purchase);
        }
    }

    private void older(Exchange list, String id, JsonObject order, List<Exchange> changes, Findings found) {
        int rank = rank(order.getString("status", ""));
        for (Exchange each : changes) {
            String told = each.isDone() ? each.body().getString("status", "") : each.code();
            if (each.answered() < list.asked() && rank(told) > rank) {
                found.add(
                        "A list has order " + id + " as " + order.getString("status") + ", but it was known as " + told
                                + " before: " + each.text() + "; " + list.text() + '.',
                        each,
                        list);
                return;
            }
        }
    }

    /** How far an order has come. */
    private int rank(String status) {
        if (ended.contains(status)) {
            return 2;
        }
        return status.equals("CONFIRMED") || status.equals("ACCEPTED") ? 1 : 0;
    }
}
