package io.seckill.proof.check.rules;

import io.seckill.proof.check.facts.Exchange;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;
import io.seckill.proof.check.facts.WallClock;
import io.seckill.proof.check.ledger.Remaining;
import io.seckill.proof.history.Call;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Promise 3: a gateway says by itself that an item is sold out only where, not long before, fewer units were left than were
 * asked for. A gateway's view is current to the blink of an eye; it may be 8 s old where something is cut off, and 25 s
 * where a backend or a broker was struck. What the queue decided is checked by the replay of the queue.
 */
final class SoldOutIsTrue implements Rule {
    private static final long CALM = TimeUnit.SECONDS.toNanos(2);
    private static final long CUT_OFF = TimeUnit.SECONDS.toNanos(8);
    private static final long NOBODY_DECIDES = TimeUnit.SECONDS.toNanos(25);

    @Override
    public void check(Facts facts, Findings found) {
        WallClock clock = new WallClock(facts);
        if (!facts.evidence().books().everyChange() || facts.clocksWereWrong() || !clock.isKnown()) {
            return;
        }
        Map<String, Remaining> remaining = Remaining.of(facts.evidence().books(), clock);
        for (Exchange each : facts.exchanges(Call.Kind.PURCHASE)) {
            Remaining units = remaining.get(each.call().item());
            if (!each.isByEdge() || !each.code().equals("SOLD_OUT") || units == null) {
                continue;
            }
            long from = each.asked() - staleness(facts, each);
            long least = units.least(from, each.answered());
            if (from > 0 && least >= each.call().quantity()) {
                found.add(
                        "A gateway said that " + each.call().item() + " is sold out, but " + least
                                + " units at least were left from " + Exchange.millis(from) + " ms on: " + each.text()
                                + ".",
                        each);
            }
        }
    }

    private static long staleness(Facts facts, Exchange each) {
        long from = each.asked() - NOBODY_DECIDES;
        if (facts.isStruck(
                fault -> fault.target().contains("backend") || fault.target().contains("broker"),
                from,
                each.answered())) {
            return NOBODY_DECIDES;
        }
        return facts.isStruck(fault -> true, from, each.answered()) ? CUT_OFF : CALM;
    }
}
