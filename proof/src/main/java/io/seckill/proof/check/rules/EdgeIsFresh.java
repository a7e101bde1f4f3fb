package io.seckill.proof.check.rules;

import io.seckill.proof.check.evidence.QueuedCommand;
import io.seckill.proof.check.facts.Exchange;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Facts.Strike;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;
import io.seckill.proof.check.facts.WallClock;
import io.seckill.proof.check.ledger.ItemTimeline;
import io.seckill.proof.history.Call;
import io.seckill.proof.history.Line;
import io.seckill.v1.Item;
import io.seckill.v1.ItemState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Promises 3 and 11, for what a gateway says of an item by itself: a moment ago it was so. A gateway answers by a view that
 * had all there was 5 s ago. An owner tells of a change before it decides what is asked for a second later. So a change is
 * known 5 s after somebody was answered who had asked a second after it. A broker that hears nothing of the others may still show what it had before. What queues
 * decided is checked by their replay.
 */
final class EdgeIsFresh implements Rule {
    private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(5_200);
    private static final long GATHERED = TimeUnit.SECONDS.toNanos(1);

    /** Until whoever was cut off has noticed that, and caught up. */
    private static final long BACK = TimeUnit.SECONDS.toNanos(5);

    /** PostgreSQL's statuses go their own way to the topic: what was lost there is told again 30 s later. */
    private static final long SENT_AGAIN = TimeUnit.SECONDS.toNanos(35);

    private static final Set<String> CODES = Set.of("UNKNOWN_ITEM", "ENDED", "PAUSED", "NOT_STARTED", "SOLD_OUT");

    @Override
    public void check(Facts facts, Findings found) {
        WallClock clock = new WallClock(facts);
        if (facts.clocksWereWrong() || !clock.isKnown()) {
            found.remark("no refusal at the edge judged, since clocks were wrong");
            return;
        }
        boolean byBooks = facts.haveEveryChange() && !facts.queuesWereAdded();
        Map<String, ItemTimeline> items = byBooks
                ? ItemTimeline.of(facts.evidence().books(), clock)
                : ItemTimeline.of(facts.evidence().published(), clock);
        Known known = new Known(facts);
        int judged = 0;
        int refusals = 0;
        for (Exchange each : facts.exchanges(Call.Kind.PURCHASE)) {
            if (each.isByEdge() && CODES.contains(each.code())) {
                long from = known.since(each);
                refusals++;
                judged += from > 0 ? 1 : 0;
                if (!items.getOrDefault(each.call().item(), ItemTimeline.unknown())
                        .mayHaveBeen(item -> says(each, item, clock), from, each.answered())) {
                    found.add(
                            "A gateway said of itself that " + each.call().item() + " is " + each.code() + ", but from "
                                    + Exchange.seconds(from) + " on it was not: " + each.text() + '.',
                            each);
                }
            }
        }
        found.remark(judged + " of " + refusals + " refusals at the edge judged");
    }

    /** Whether {@code item} is as the answer has it. */
    private static boolean says(Exchange refused, Item item, WallClock clock) {
        boolean known = item.getPerUserLimit() != 0;
        boolean closed = item.getState() == ItemState.ITEM_STATE_CLOSED;
        return switch (refused.code()) {
            case "UNKNOWN_ITEM" -> !known;
            case "ENDED" ->
                closed || (item.getClosesAt() != 0 && clock.earliest(item.getClosesAt()) <= refused.answered());
            case "PAUSED" -> known && !closed && item.getState() != ItemState.ITEM_STATE_UNSPECIFIED;
            case "NOT_STARTED" -> known && clock.latest(item.getOpensAt()) >= refused.asked();
            default -> known && item.getRemaining() < refused.call().quantity();
        };
    }

    /** From when on gateways must know what became of items. */
    private static final class Known {
        private final Map<Integer, TreeMap<Long, Long>> decided = new HashMap<>(); // asked, by answered, by queue
        private final Map<String, Set<Integer>> queues = new HashMap<>(); // by item
        private final List<Strike> strikes;
        private final boolean isLedger;
        private final long back;

        Known(Facts facts) {
            isLedger = facts.evidence().books().everyChange();
            back = isLedger ? BACK : SENT_AGAIN;
            strikes = facts.strikes(isLedger ? Facts::isOfBrokers : Known::delaysStatuses);
            for (QueuedCommand each : facts.evidence().requests()) {
                queues.computeIfAbsent(each.item(), none -> new HashSet<>()).add(each.partition());
            }
            for (Exchange each : facts.exchanges(Call.Kind.PURCHASE)) {
                List<QueuedCommand> queued = each.request() == null ? List.of() : facts.queued(each.request());
                if (queued.size() == 1 && each.outcome() != null) {
                    decided.computeIfAbsent(queued.get(0).partition(), none -> new TreeMap<>())
                            .merge(each.answered(), each.asked(), Math::max);
                }
            }
            decided.values().forEach(Known::accumulate);
        }

        private static boolean delaysStatuses(Line.Fault fault) {
            return fault.target().contains("backend") || fault.target().contains("broker");
        }

        /** The latest that was asked of all that was answered until then. */
        private static void accumulate(NavigableMap<Long, Long> decided) {
            long latest = Long.MIN_VALUE;
            for (Map.Entry<Long, Long> each : decided.entrySet()) {
                latest = Math.max(latest, each.getValue());
                each.setValue(latest);
            }
        }

        long since(Exchange refused) {
            long shown = beforeStrikes(refused.asked() - FRESH);
            if (!isLedger) {
                return shown - GATHERED;
            }
            return queues.getOrDefault(refused.call().item(), Set.of()).stream()
                    .map(queue -> decided.getOrDefault(queue, new TreeMap<>()).floorEntry(shown))
                    .mapToLong(last -> last == null ? Long.MIN_VALUE : last.getValue() - GATHERED)
                    .min()
                    .orElse(Long.MIN_VALUE);
        }

        /** What there was at {@code time}, or before what was cut off then. */
        private long beforeStrikes(long time) {
            long shown = time;
            boolean struck = true;
            while (struck) {
                long then = shown;
                long begin = strikes.stream()
                        .filter(each -> each.from() < then && (each.to() == Long.MAX_VALUE || each.to() + back >= then))
                        .mapToLong(Strike::from)
                        .min()
                        .orElse(then);
                struck = begin < then;
                shown = begin;
            }
            return shown;
        }
    }
}
