package io.seckill.backend.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.fixture.Commands;
import io.seckill.backend.fixture.Restoring;
import io.seckill.slots.SlotMap;
import io.seckill.v1.Command;
import io.seckill.v1.ItemState;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An item that is deleted, what is asked of it then, and what of its deletion outlives a crash. */
class DeletionsTest {
    private static final int STEP = 3;

    private final long seed = Long.getLong("deletions.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Commands commands = new Commands("", RandomGenerator.getDefault());
    private final List<LedgerEntry> topic = new ArrayList<>();
    private Ledger ledger = new Ledger(seed);
    private long offset = 100;
    private long now = 1_000;

    @Test
    void onlyAnItemIsDeletedWhoseSaleIsOverAndOfWhichNothingIsReserved() {
        assertThat(outcome(commands.deleteItem("lamp"))).isEqualTo(Outcome.OUTCOME_UNKNOWN_ITEM);
        decide(commands.putItem("lamp", 9, 9, 50));
        assertThat(outcome(commands.deleteItem("lamp"))).isEqualTo(Outcome.OUTCOME_ITEM_NOT_CLOSED);
        decide(commands.changeState("lamp", ItemState.ITEM_STATE_PAUSED));
        assertThat(outcome(commands.deleteItem("lamp"))).isEqualTo(Outcome.OUTCOME_ITEM_NOT_CLOSED);
        decide(commands.changeState("lamp", ItemState.ITEM_STATE_UNSPECIFIED));
        decide(commands.purchase("lamp", "ann"));
        close("lamp");
        assertThat(outcome(commands.deleteItem("lamp"))).isEqualTo(Outcome.OUTCOME_ITEM_NOT_CLOSED);

        now += 50; // the hold is over

        assertThat(outcome(commands.deleteItem("lamp"))).isEqualTo(Outcome.OUTCOME_ITEM_DELETED);
        assertThat(outcome(commands.deleteItem("lamp"))).isEqualTo(Outcome.OUTCOME_UNKNOWN_ITEM);
    }

    @Test
    void whatIsAskedOfADeletedItemAndItsOrdersIsUnknown() {
        decide(commands.putItem("lamp", 1, 9));
        Command won = commands.purchase("lamp", "ann");
        Command lost = commands.purchase("lamp", "bob");
        decide(won);
        assertThat(outcome(lost)).isEqualTo(Outcome.OUTCOME_SOLD_OUT);
        delete("lamp");

        assertThat(List.of(
                        commands.lookup(won),
                        commands.lookup(lost),
                        commands.show(won),
                        commands.confirm(won),
                        commands.cancel(won),
                        commands.purchase("lamp", "ann"),
                        commands.changeState("lamp", ItemState.ITEM_STATE_PAUSED)))
                .extracting(this::outcome)
                .containsOnly(Outcome.OUTCOME_UNKNOWN_ITEM);
        assertThat(ledger.statuses()).isEmpty();
        assertThat(ledger.orders()).isZero();
        assertThat(ledger.recall(logged(commands.confirm(won)))).isEmpty();
    }

    @Test
    void itsOrdersAreForgottenInTheTopicStepByStepAndLastTheDeletion() {
        sell("lamp", 2 * STEP + 1);
        delete("lamp");

        assertThat(ledger.deleting()).isTrue();
        assertThat(steps()).containsExactly(STEP, STEP, 3);
        assertThat(ledger.deleting()).isFalse();
        assertThat(topic.get(topic.size() - 2)).isEqualTo(LedgerEntry.forgetting("lamp"));
        assertThat(latest().values()).containsOnlyNulls();
    }

    @Test
    void aLaterItemOfTheNameIsANewOneAlsoWhileTheOldOneIsForgotten() {
        List<Command> first = sell("lamp", 2 * STEP);
        Command keyed = commands.purchase("lamp", "key").toBuilder()
                .setIdempotencyKey("k")
                .build();
        close("lamp");
        long before = ledger.status("lamp").orElseThrow().getVersion();
        delete("lamp");
        ledger.forgetDeleted(STEP).forEach(topic::add);

        Result put = decide(commands.putItem("lamp", 1, 1));
        assertThat(put.getItem().getRemaining()).isEqualTo(1);
        assertThat(put.getItem().getVersion()).isGreaterThan(before);
        assertThat(outcome(commands.show(first.get(0)))).isEqualTo(Outcome.OUTCOME_UNKNOWN_ORDER);
        assertThat(outcome(keyed)).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        steps();
        crash(0);

        assertThat(outcome(commands.show(keyed))).isEqualTo(Outcome.OUTCOME_ORDER_SHOWN);
        assertThat(ledger.orders()).isEqualTo(1);
        assertThat(ledger.deleting()).isFalse();
    }

    /** What is left of the old one is in the old queue's partition; the new one goes where the name belongs. */
    @Test
    void aQueueThatHandsOverTheNameForgetsTheOldItemAndTheNewOneIsAnothers() {
        SlotMap grown = SlotMap.first(1).grown(2);
        String moving = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "item" + i)
                .filter(item -> grown.queueOf(item) == 1)
                .findFirst()
                .orElseThrow();
        sell(moving, 2 * STEP);
        delete(moving);
        ledger.forgetDeleted(STEP).forEach(topic::add);
        sell(moving, 1);
        List<LedgerEntry> there = new ArrayList<>();

        ledger.share()
                .seal(
                        logged(Command.getDefaultInstance()),
                        grown,
                        List.of(1),
                        (queue, entry) -> (queue == 0 ? topic : there).add(entry));
        crash(topic.size());
        steps();

        assertThat(there).filteredOn(entry -> entry.key().startsWith(moving)).hasSize(2);
        Map<String, LedgerRecord> latest = latest();
        latest.keySet().removeIf(key -> !key.contains(moving));
        assertThat(latest.values()).containsOnlyNulls();
    }

    /** Items of one name come and go, with crashes and compactions at any moment. */
    @Test
    void aCrashAtAnyMomentLosesNothingOfADeletionAndNothingElse() {
        System.out.println("deletions.seed=" + seed);
        Set<String> sold = new HashSet<>();
        for (int i = 0; i < 3_000; i++) {
            String item = random.nextBoolean() ? "lamp" : "rug";
            int kind = random.nextInt(20);
            if (kind < 10) {
                Command purchase = commands.purchase(item, "ann");
                if (outcome(purchase) == Outcome.OUTCOME_ACCEPTED) {
                    sold.add(item + LedgerEntry.SEPARATOR + purchase.getRequestId());
                }
            } else if (kind < 13) {
                decide(commands.putItem(item, 1_000, 1_000));
            } else if (kind == 13) {
                close(item);
            } else if (kind == 14 && outcome(commands.deleteItem(item)) == Outcome.OUTCOME_ITEM_DELETED) {
                sold.removeIf(key -> key.startsWith(item));
            } else if (kind < 19) {
                ledger.forgetDeleted(STEP).forEach(topic::add);
            } else {
                crash(random.nextInt(topic.size() + 1));
            }
            assertThat(ledger.orders()).isEqualTo(sold.size());
        }
        steps();
        crash(topic.size());

        assertThat(ledger.orders()).isEqualTo(sold.size());
        Set<String> kept = new HashSet<>(sold);
        ledger.statuses().forEach(item -> kept.add(item.getItemId()));
        Map<String, LedgerRecord> latest = latest();
        latest.keySet().removeIf(key -> key.startsWith("~outcomes") || key.startsWith("~unknown"));
        latest.values().removeIf(record -> record == null);
        assertThat(latest.keySet()).isEqualTo(kept);
    }

    private List<Command> sell(String item, int orders) {
        decide(commands.putItem(item, 1_000, 1_000));
        List<Command> purchases = new ArrayList<>();
        for (int i = 0; i < orders; i++) {
            purchases.add(commands.purchase(item, "user" + i));
            assertThat(outcome(purchases.get(i))).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        }
        return purchases;
    }

    private void close(String item) {
        decide(commands.changeState(item, ItemState.ITEM_STATE_CLOSED));
    }

    private void delete(String item) {
        close(item);
        assertThat(outcome(commands.deleteItem(item))).isEqualTo(Outcome.OUTCOME_ITEM_DELETED);
    }

    /** Takes all steps that are left, and returns how much each has written. */
    private List<Integer> steps() {
        List<Integer> sizes = new ArrayList<>();
        for (List<LedgerEntry> step = ledger.forgetDeleted(STEP); !step.isEmpty(); step = ledger.forgetDeleted(STEP)) {
            topic.addAll(step);
            sizes.add(step.size());
        }
        return sizes;
    }

    private LoggedCommand logged(Command command) {
        return new LoggedCommand(command, 0, offset++, now);
    }

    private Outcome outcome(Command command) {
        return decide(command).getOutcome();
    }

    private Result decide(Command command) {
        Decision decision = ledger.decide(logged(command), now);
        topic.addAll(decision.entries());
        return decision.result();
    }

    /** What is durable is read again, after the cleaner has been through the first {@code cleaned} records. */
    private void crash(int cleaned) {
        Map<String, Integer> last = new HashMap<>();
        for (int i = 0; i < cleaned; i++) {
            last.put(topic.get(i).key(), i);
        }
        List<LedgerEntry> left = new ArrayList<>();
        for (int i = 0; i < topic.size(); i++) {
            LedgerEntry entry = topic.get(i);
            boolean superseded = i < cleaned && last.getOrDefault(entry.key(), i) != i;
            boolean old = i < cleaned && entry.record() == null && random.nextBoolean();
            if (!superseded && !old) {
                left.add(entry);
            }
        }
        topic.clear();
        topic.addAll(left);
        ledger = new Ledger(seed);
        for (LedgerEntry entry : topic) {
            if (entry.record() == null) {
                ledger.restoreForgotten(entry.key());
            } else {
                Restoring.restore(ledger, entry.record());
            }
        }
        ledger.restoredUpTo(offset, now);
    }

    private Map<String, LedgerRecord> latest() {
        Map<String, LedgerRecord> latest = new HashMap<>();
        topic.forEach(entry -> latest.put(entry.key(), entry.record()));
        return latest;
    }
}
