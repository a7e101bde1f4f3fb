package io.seckill.proof.check.rules;

import io.seckill.proof.check.evidence.QueuedCommand;
import io.seckill.proof.check.facts.Exchange;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;
import io.seckill.proof.check.facts.WallClock;
import io.seckill.proof.history.Call;
import io.seckill.v1.ItemState;
import java.util.List;

/**
 * Promise 11: between the answer to a pause and the next resume that anybody queues, no purchase wins an order; after the
 * answer to a close none ever does.
 */
final class PauseIsFinal implements Rule {
    @Override
    public void check(Facts facts, Findings found) {
        WallClock clock = new WallClock(facts);
        boolean timed = clock.isKnown() && !facts.clocksWereWrong();
        for (Exchange stop : facts.exchanges(Call.Kind.PAUSE, Call.Kind.CLOSE)) {
            if (stop.isDone() && !facts.mayBeDeleted(stop.call().item())) {
                boolean forGood = stop.call().kind() == Call.Kind.CLOSE;
                long asked = forGood ? Long.MAX_VALUE : asked(stop, facts.exchanges(Call.Kind.RESUME));
                long end = forGood || !timed ? asked : Math.max(asked, queued(stop, facts, clock));
                check(facts, stop, end, found);
            }
        }
    }

    /** When the first resume behind the pause is queued, whoever has asked for it; one without an answer may stand before it. */
    private static long queued(Exchange stop, Facts facts, WallClock clock) {
        List<QueuedCommand> places = stop.request() == null ? List.of() : facts.queued(stop.request());
        if (places.size() != 1) {
            return Long.MIN_VALUE;
        }
        QueuedCommand place = places.get(0);
        return facts.evidence().requests().stream()
                .filter(each ->
                        each.item().equals(place.item()) && each.command().hasChangeState())
                .filter(each -> each.command().getChangeState().getTo() == ItemState.ITEM_STATE_UNSPECIFIED)
                .filter(each -> each.partition() != place.partition() || each.offset() > place.offset())
                .mapToLong(each -> clock.earliest(each.timestamp()))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** When the first resume is asked for that is not known to be over before the pause was asked for. */
    private static long asked(Exchange stop, List<Exchange> resumes) {
        return resumes.stream()
                .filter(each -> each.call().item().equals(stop.call().item()))
                .filter(each -> !each.isNotQueued())
                .filter(each -> !(each.isDone() && each.answered() < stop.asked()))
                .mapToLong(Exchange::asked)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static void check(Facts facts, Exchange stop, long end, Findings found) {
        for (Exchange each : facts.exchanges(Call.Kind.PURCHASE)) {
            boolean within = each.asked() > stop.answered() && each.answered() < end;
            boolean won = each.order() != null && each.order().equals(each.request());
            if (within && won && each.call().item().equals(stop.call().item())) {
                found.add(
                        "A purchase won an order while nothing was to be sold: " + stop.text() + "; " + each.text()
                                + '.',
                        stop,
                        each);
            }
        }
    }
}
