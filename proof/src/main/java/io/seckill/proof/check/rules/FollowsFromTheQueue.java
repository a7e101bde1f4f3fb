package io.seckill.proof.check.rules;

import io.seckill.proof.check.facts.Exchange;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;
import io.seckill.proof.check.model.ItemReplay;
import io.seckill.proof.check.model.ItemReplay.Extent;

/**
 * Promises 3, 6, 7 and 11: each answer and each order follows from what stands in the queue before it, by rules that were
 * written a second time.
 */
final class FollowsFromTheQueue implements Rule {
    @Override
    public void check(Facts facts, Findings found) {
        ItemReplay replay = new ItemReplay(facts, (why, queued) -> {
            Exchange exchange = facts.ofRequest(queued.request());
            String text = "Of " + queued.command().getActionCase() + " at " + queued.place() + ", request "
                    + queued.request() + " of " + queued.item() + " by '"
                    + queued.command().getUserId() + "': " + why + '.';
            if (exchange == null) {
                found.add(text);
            } else {
                found.add(text, exchange);
            }
        });
        Extent extent = replay.replay();
        found.remark(extent.toTheEnd() + " of " + extent.items() + " items replayed to the end");
    }
}
