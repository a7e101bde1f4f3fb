package io.seckill.backend.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.decide.memory.MemorySettings;
import io.seckill.backend.fixture.Restoring;
import io.seckill.backend.fixture.Seeds;
import io.seckill.slots.SlotMap;
import io.seckill.v1.Cancel;
import io.seckill.v1.ChangeState;
import io.seckill.v1.Command;
import io.seckill.v1.Confirm;
import io.seckill.v1.ExpireHolds;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Lookup;
import io.seckill.v1.Outcome;
import io.seckill.v1.Purchase;
import io.seckill.v1.PutItem;
import io.seckill.v1.Refund;
import io.seckill.v1.Result;
import io.seckill.v1.Seal;
import io.seckill.v1.ShowOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random commands to queues that are doubled twice at random places, with restarts from what the topic would still have,
 * against one ledger that is never divided.
 */
class HandOverPropertyTest {
    private static final int COMMANDS = 1_500;
    private static final int MAX_EXPIRED = 3;
    private static final MemorySettings ENOUGH = new MemorySettings(100_000, 100_000);
    private static final List<String> ITEMS =
            IntStream.range(0, 12).mapToObj(i -> "item" + i).toList();

    /** A record of the ledger's topic. */
    private record Written(String key, @Nullable ByteString value) {}

    /** A queue, its partition of the ledger's topic, and its present owner. */
    private static final class Queue {
        private final int number;
        private final List<Written> topic = new ArrayList<>();
        private Ledger ledger;
        private long next;

        Queue(int number, Random random) {
            this.number = number;
            this.ledger = new Ledger(random.nextLong(), ENOUGH, MAX_EXPIRED);
        }

        LoggedCommand append(Command command, long clock) {
            return new LoggedCommand(command, number, next++, clock);
        }

        void write(List<LedgerEntry> entries) {
            entries.forEach(this::write);
            ledger.takePages().forEach(page -> topic.add(new Written(page.key(), page.value())));
        }

        private void write(LedgerEntry entry) {
            LedgerRecord record = entry.record();
            topic.add(new Written(entry.key(), record == null ? null : record.toByteString()));
        }

        /** From the topic, of which the cleaner has come to a prefix: there it keeps each key's last, unless that forgets. */
        void restart(Random random) {
            int cleaned = random.nextInt(topic.size() + 1);
            Map<String, Integer> last = new HashMap<>();
            for (int i = 0; i < cleaned; i++) {
                last.put(topic.get(i).key(), i);
            }
            long time = ledger.time();
            ledger = new Ledger(random.nextLong(), ENOUGH, MAX_EXPIRED);
            for (int i = 0; i < topic.size(); i++) {
                Written written = topic.get(i);
                ByteString value = written.value();
                boolean gone =
                        i < cleaned && (value == null || !Integer.valueOf(i).equals(last.get(written.key())));
                if (value == null && !gone) {
                    ledger.restoreForgotten(written.key());
                } else if (value != null && !gone) {
                    Restoring.restore(ledger, parse(value));
                }
            }
            ledger.restoredUpTo(next, time);
        }
    }

    /** The queues, and which keys are whose. */
    private static final class Queues {
        private final Random random;
        private final List<Queue> all = new ArrayList<>();
        private SlotMap table = SlotMap.first(1);

        Queues(Random random) {
            this.random = random;
            all.add(new Queue(0, random));
        }

        Queue of(String item) {
            return all.get(table.queueOf(item));
        }

        /** Every old queue is sealed; the new ones start from what the topic has then. */
        void grow(long clock) {
            SlotMap next = table.grown(2 * all.size());
            List<Integer> from = IntStream.range(0, all.size()).boxed().toList();
            List<Integer> to =
                    IntStream.range(all.size(), next.queues()).boxed().toList();
            to.forEach(number -> all.add(new Queue(number, random)));
            for (int old : from) {
                to.forEach(number ->
                        assertThat(received(all.get(number), next, from)).isFalse());
                seal(all.get(old), next, to, clock);
            }
            for (int number : to) {
                Queue queue = all.get(number);
                queue.restart(random);
                assertThat(received(queue, next, from)).isTrue();
                queue.write(queue.ledger.hear(queue.append(Command.getDefaultInstance(), clock)));
                queue.write(queue.ledger.share().takeIn(next));
                assertThat(queue.ledger.share().takeIn(next)).isEmpty();
            }
            table = next;
        }

        private static boolean received(Queue queue, SlotMap table, List<Integer> from) {
            return queue.ledger.share().received(table.version(), from);
        }

        private void seal(Queue queue, SlotMap next, List<Integer> to, long clock) {
            Command command = Command.newBuilder()
                    .setSeal(Seal.newBuilder().setTable(next.record()))
                    .build();
            LoggedCommand seal = queue.append(command, clock);
            queue.write(queue.ledger.hear(seal));
            LedgerKeyOwnership share = queue.ledger.share();
            assertThat(share.seal(
                            seal, next, to, (there, entry) -> all.get(there).write(entry)))
                    .isTrue();
            assertThat(share.seal(queue.append(command, clock), next, to, (there, entry) -> {
                        throw new AssertionError("handed over twice: " + entry);
                    }))
                    .isFalse();
            queue.write(List.of());
        }
    }

    @Test
    void decidesAsALedgerThatWasNeverDivided() {
        Seeds.forEach(60, HandOverPropertyTest::decideDividedAndUndivided);
    }

    private static void decideDividedAndUndivided(Random random) {
        Ledger undivided = new Ledger(random.nextLong(), ENOUGH, MAX_EXPIRED);
        Queues queues = new Queues(random);
        Set<Integer> growths = new HashSet<>(List.of(random.nextInt(COMMANDS), random.nextInt(COMMANDS), -1));
        List<Command> purchases = new ArrayList<>();
        Map<String, Long> versions = new HashMap<>();
        long clock = 1_000;
        for (int offset = 0; offset < COMMANDS; offset++) {
            clock += random.nextInt(12);
            if (growths.contains(offset)) {
                queues.grow(clock);
            }
            Command command = next(purchases, random, offset);
            Queue queue = queues.of(command.getItemId());
            if (random.nextInt(20) == 0) {
                late(command, queues.all.get(random.nextInt(queues.all.size())), queue, clock);
            }

            Decision decision = queue.ledger.decide(queue.append(command, clock), clock);
            Decision expected = undivided.decide(new LoggedCommand(command, 0, offset, clock), clock);

            assertThat(told(decision)).describedAs("%d: %s", offset, command).isEqualTo(told(expected));
            queue.write(decision.entries());
            checkVersion(queue, command.getItemId(), versions);
            if (random.nextInt(50) == 0) {
                queues.all.get(random.nextInt(queues.all.size())).restart(random);
            }
        }
        checkBooks(queues, undivided, clock);
    }

    /** A command that comes to a queue that its item has left, or that never had it. */
    private static void late(Command command, Queue wrong, Queue right, long clock) {
        boolean lookedAt = wrong == right || command.hasExpireHolds();
        if (!lookedAt && wrong.number < right.number) {
            LoggedCommand recorded = wrong.append(command, clock);
            List<LedgerEntry> expired = wrong.ledger.hear(recorded);
            Decision decision = wrong.ledger.decide(recorded, clock);
            assertThat(decision.result().getOutcome()).isEqualTo(Outcome.OUTCOME_MOVED);
            assertThat(decision.entries()).isEmpty();
            assertThat(wrong.ledger.recall(recorded)).isEmpty();
            wrong.write(expired);
        }
    }

    private static void checkVersion(Queue queue, String item, Map<String, Long> versions) {
        queue.ledger.status(item).ifPresent(status -> {
            assertThat(status.getVersion()).isGreaterThanOrEqualTo(versions.getOrDefault(item, 0L));
            versions.put(item, status.getVersion());
        });
    }

    private static void checkBooks(Queues queues, Ledger undivided, long clock) {
        Command tick = expireHolds();
        undivided.decide(new LoggedCommand(tick, 0, COMMANDS, clock), clock);
        queues.all.forEach(queue -> queue.ledger.decide(queue.append(tick, clock), clock));
        ITEMS.forEach(item -> assertThat(queues.of(item).ledger.status(item).map(HandOverPropertyTest::plain))
                .isEqualTo(undivided.status(item).map(HandOverPropertyTest::plain)));
        assertThat(sum(queues, Ledger::orders)).isEqualTo(undivided.orders());
        assertThat(sum(queues, Ledger::reserved)).isEqualTo(undivided.reserved());
        assertThat(sum(queues, ledger -> (long) ledger.endedOrders())).isEqualTo(undivided.endedOrders());
        assertThat(sum(queues, ledger -> (long) ledger.items())).isEqualTo(undivided.items());
    }

    private static long sum(Queues queues, java.util.function.ToLongFunction<Ledger> figure) {
        return queues.all.stream()
                .mapToLong(queue -> figure.applyAsLong(queue.ledger))
                .sum();
    }

    private static io.seckill.v1.Item plain(io.seckill.v1.Item item) {
        return item.toBuilder().clearVersion().build();
    }

    /** Without the place in the log and the version, and which of a user's orders a refusal names: it may be any. */
    private static Result told(Decision decision) {
        Result.Builder result = decision.result().toBuilder().clearQueue().clearOffset();
        if (result.hasItem()) {
            result.getItemBuilder().clearVersion();
        }
        return result.getOutcome() == Outcome.OUTCOME_LIMIT_REACHED
                ? result.clearOrder().build()
                : result.build();
    }

    private static Command next(List<Command> purchases, Random random, int offset) {
        int kind = random.nextInt(100);
        Command.Builder command =
                Command.newBuilder().setRequestId("q" + offset).setItemId(ITEMS.get(random.nextInt(ITEMS.size())));
        if (kind < 6 || offset < ITEMS.size() - 2) {
            return command.setPutItem(PutItem.newBuilder()
                            .setStock(random.nextInt(25))
                            .setPerUserLimit(1 + random.nextInt(3))
                            .setOpensAt(random.nextInt(5) == 0 ? 5_000 : 0)
                            .setClosesAt(Long.MAX_VALUE)
                            .setHoldMillis(random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(900)))
                    .build();
        } else if (kind < 45 || purchases.isEmpty()) {
            Command purchase = command.setRequestId(random.nextBoolean() ? "r" + offset : "%032x".formatted(offset))
                    .setUserId("user" + random.nextInt(20))
                    .setIdempotencyKey(random.nextBoolean() ? "" : "key" + random.nextInt(4))
                    .setPurchase(Purchase.newBuilder().setQuantity(1 + random.nextInt(2)))
                    .build();
            purchases.add(purchase);
            return random.nextInt(20) == 0 ? lookup(purchase) : purchase; // the question overtakes it
        } else if (kind < 47) {
            return expireHolds();
        } else if (kind < 50) {
            // Closed for good is rare, or nothing would be sold in the end.
            int to = random.nextInt(30) == 0 ? 2 : random.nextInt(2);
            return command.setChangeState(ChangeState.newBuilder().setToValue(to))
                    .build();
        }
        int among = random.nextBoolean() ? purchases.size() : Math.min(60, purchases.size());
        return about(purchases.get(purchases.size() - 1 - random.nextInt(among)), command, random);
    }

    private static Command about(Command purchase, Command.Builder command, Random random) {
        String id = purchase.getRequestId();
        command.setItemId(purchase.getItemId()).setUserId(purchase.getUserId());
        return switch (random.nextInt(6)) {
            case 5 ->
                command.clearUserId()
                        .setRefund(Refund.newBuilder().setOrderId(id).setRestock(random.nextBoolean()))
                        .build();
            case 0 -> command.setConfirm(Confirm.newBuilder().setOrderId(id)).build();
            case 1 -> command.setCancel(Cancel.newBuilder().setOrderId(id)).build();
            case 2 ->
                command.setShowOrder(ShowOrder.newBuilder().setOrderId(id)).build();
            case 3 -> purchase;
            default -> lookup(purchase);
        };
    }

    private static Command lookup(Command purchase) {
        return Command.newBuilder()
                .setRequestId("lookup")
                .setItemId(purchase.getItemId())
                .setUserId(purchase.getUserId())
                .setLookup(Lookup.newBuilder().setRequestId(purchase.getRequestId()))
                .build();
    }

    private static Command expireHolds() {
        return Command.newBuilder()
                .setRequestId("tick")
                .setItemId(ITEMS.get(0))
                .setExpireHolds(ExpireHolds.getDefaultInstance())
                .build();
    }

    private static LedgerRecord parse(ByteString record) {
        try {
            return LedgerRecord.parseFrom(record);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
