package io.seckill.proof.check.rules;

import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.evidence.RefusalRecord;
import io.seckill.proof.check.facts.Exchange;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;
import io.seckill.proof.history.Call;
import io.seckill.v1.Outcome;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Promise 6: all answers about one request of one user agree with each other and with what the store remembers, whichever
 * gateway gives them and whenever. A request that was given up may be decided yet, so it may have two; and with its item
 * an order is forgotten.
 */
final class OneOutcomePerRequest implements Rule {
    private record Request(String id, String user) {}

    @Override
    public void check(Facts facts, Findings found) {
        Map<String, RefusalRecord> remembered = new HashMap<>();
        facts.evidence().books().refusals().stream()
                .filter(each -> each.outcome() != Outcome.OUTCOME_UNKNOWN_REQUEST) // anybody may ask about any id
                .forEach(each -> remember(facts, each, remembered, found));
        Map<Request, Exchange> first = new HashMap<>();
        for (Exchange exchange : facts.exchanges(Call.Kind.PURCHASE, Call.Kind.LOOKUP)) {
            String id = exchange.purchase();
            String user = exchange.call().user();
            String outcome = exchange.outcome();
            if (id == null
                    || user == null
                    || outcome == null
                    || facts.isDeadLettered(id)
                    || facts.mayBeDeleted(exchange.call().item())) {
                continue;
            }
            Exchange other = first.putIfAbsent(new Request(id, user), exchange);
            if (other != null && !outcome.equals(other.outcome())) {
                found.add(
                        "Request " + id + " has two outcomes, " + other.outcome() + " and " + outcome + ": "
                                + other.text() + "; " + exchange.text() + '.',
                        other,
                        exchange);
            } else if (other == null) {
                compare(facts, exchange, outcome, remembered.get(id), found);
            }
        }
    }

    private static void remember(
            Facts facts, RefusalRecord each, Map<String, RefusalRecord> remembered, Findings found) {
        RefusalRecord before = remembered.put(each.request(), each);
        if (before != null && before.outcome() != each.outcome() && !facts.isDeadLettered(each.request())) {
            found.add("Request " + each.request() + " is remembered as " + before.outcome() + " at " + before.place()
                    + " and as " + each.outcome() + " at " + each.place() + '.');
        }
    }

    private static void compare(
            Facts facts, Exchange exchange, String outcome, @Nullable RefusalRecord memory, Findings found) {
        String id = exchange.purchase();
        OrderRecord order = id == null ? null : facts.order(id);
        if (order != null
                && order.order().getUserId().equals(exchange.call().user())
                && !outcome.equals(Exchange.outcomeOf(order.id()))) {
            found.add(
                    "A client was told " + outcome + " of request " + id + ", but by " + order.place()
                            + " it has won an order: " + exchange.text() + '.',
                    exchange);
        } else if (memory != null && order == null && !agrees(memory, outcome)) {
            found.add(
                    "A client was told " + outcome + " of request " + id + ", but " + memory.place() + " remembers "
                            + memory.outcome() + ": " + exchange.text() + '.',
                    exchange);
        }
    }

    /** A key's order may be forgotten, and then nothing is known. */
    private static boolean agrees(RefusalRecord memory, String outcome) {
        if (memory.outcome() == Outcome.OUTCOME_ACCEPTED) {
            return outcome.equals(Exchange.outcomeOf(memory.order())) || outcome.equals("UNKNOWN_REQUEST");
        }
        return memory.outcome().name().equals("OUTCOME_" + outcome);
    }
}
