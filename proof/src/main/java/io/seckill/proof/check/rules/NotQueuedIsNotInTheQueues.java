package io.seckill.proof.check.rules;

import io.seckill.proof.check.evidence.QueuedCommand;
import io.seckill.proof.check.facts.Exchange;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;
import io.seckill.proof.check.model.QueueTables;
import io.seckill.proof.history.Call;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Promise 5: what was answered 503 is in no queue, unless it came to an old queue after its key had left that one, where
 * nobody decides it. And nothing is queued more often than it was asked for: of a user, item, key and quantity there are at
 * most as many requests as calls that may have been queued.
 */
final class NotQueuedIsNotInTheQueues implements Rule {
    private record Wanted(String item, String user, String key, int quantity) {}

    @Override
    public void check(Facts facts, Findings found) {
        QueueTables tables = new QueueTables(facts.evidence().requests());
        for (Exchange exchange : facts.exchanges()) {
            String request = exchange.request();
            if (exchange.isNotQueued() && request != null) {
                facts.queued(request).stream()
                        .filter(tables::isOwn)
                        .forEach(each -> found.add(
                                "A client was told that nothing was queued, but " + each.place() + " has the request: "
                                        + exchange.text() + '.',
                                exchange));
            }
        }
        count(facts, found);
    }

    private static void count(Facts facts, Findings found) {
        Map<Wanted, Integer> asked = new HashMap<>();
        for (Exchange each : facts.exchanges(Call.Kind.PURCHASE)) {
            Call call = each.call();
            boolean mayBeQueued = !each.isByEdge() && (!each.isNotQueued() || each.request() != null);
            asked.merge(
                    new Wanted(call.item(), text(call.user()), text(call.key()), call.quantity()),
                    mayBeQueued ? 1 : 0,
                    Integer::sum);
        }
        Map<Wanted, Set<String>> queued = new HashMap<>();
        for (QueuedCommand each : facts.evidence().requests()) {
            if (each.command().hasPurchase()) {
                Wanted wanted = new Wanted(
                        each.item(),
                        each.command().getUserId(),
                        each.command().getIdempotencyKey(),
                        each.command().getPurchase().getQuantity());
                queued.computeIfAbsent(wanted, none -> new HashSet<>()).add(each.request());
            }
        }
        queued.forEach((wanted, requests) -> {
            int most = asked.getOrDefault(wanted, 0);
            if (requests.size() > most) {
                found.add("The queues have " + requests.size() + " purchases of " + wanted.quantity() + " units of "
                        + wanted.item() + " by " + wanted.user() + " with the key '" + wanted.key()
                        + "', but clients asked for that " + most + " times at the most: requests " + requests + '.');
            }
        });
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
