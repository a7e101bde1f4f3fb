package io.seckill.proof.check.rules;

import io.seckill.proof.check.facts.Exchange;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;
import io.seckill.proof.history.Call;
import java.util.List;

/**
 * Promise 11: between the answer to a pause and the next resume that anybody asks for, no purchase wins an order; after the
 * answer to a close none ever does.
 */
final class PauseIsFinal implements Rule {
    @Override
    public void check(Facts facts, Findings found) {
        List<Exchange> resumes = facts.exchanges(Call.Kind.RESUME);
        for (Exchange stop : facts.exchanges(Call.Kind.PAUSE, Call.Kind.CLOSE)) {
            if (stop.isDone() && !facts.mayBeDeleted(stop.call().item())) {
                check(facts, stop, stop.call().kind() == Call.Kind.CLOSE ? Long.MAX_VALUE : end(stop, resumes), found);
            }
        }
    }

    /** When the first resume is asked for that is not known to be over before the pause was asked for. */
    private static long end(Exchange stop, List<Exchange> resumes) {
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
