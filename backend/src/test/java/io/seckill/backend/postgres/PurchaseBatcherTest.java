package io.seckill.backend.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.fixture.Commands;
import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.backend.parallel.handler.ContendedException;
import io.seckill.backend.postgres.PurchaseBatcher.Purchase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PurchaseBatcherTest {
    private final Commands commands = new Commands("", new SplittableRandom(7));
    private final List<List<Purchase>> sent = new ArrayList<>();
    private final Queue<Promise<List<String>>> underWay = new ArrayDeque<>();
    private final PurchaseBatcher<String> batcher = new PurchaseBatcher<>(4, 3, batch -> {
        sent.add(batch);
        underWay.add(Promise.promise());
        return List.copyOf(underWay).get(underWay.size() - 1).future();
    });
    private long offset;

    private Purchase purchase(String itemId) {
        LoggedCommand recorded = new LoggedCommand(commands.purchase(itemId, "ann"), 0, offset++, 1);
        return new Purchase(new Attempt(recorded, 1, false), false);
    }

    private List<Future<List<String>>> buy(String itemId, int times) {
        List<Future<List<String>>> told = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            told.add(batcher.decide(List.of(purchase(itemId))));
        }
        return told;
    }

    private Future<List<String>> buyInLine(String itemId, int purchases) {
        return batcher.decide(
                Stream.generate(() -> purchase(itemId)).limit(purchases).toList());
    }

    private List<Integer> sizes() {
        return sent.stream().map(List::size).toList();
    }

    @Test
    void firstGoesAtOnceAndWhatComesMeanwhileGoesTogether() {
        buy("phone", 3);
        assertThat(sizes()).containsExactly(1);

        underWay.remove().fail("gone");

        assertThat(sizes()).containsExactly(1, 2);
        assertThat(sent.get(1))
                .extracting(one -> one.attempt().recorded().offset())
                .containsExactly(1L, 2L);
    }

    @Test
    void batchIsNeverLargerThanItsLimit() {
        buy("phone", 8);

        underWay.remove().fail("gone");
        underWay.remove().fail("gone");
        underWay.remove().fail("gone");

        assertThat(sizes()).containsExactly(1, 3, 3, 1);
    }

    @Test
    void itemsOfAnotherLaneDoNotWait() {
        buy("a", 2);
        buy("b", 2);

        assertThat(sizes()).containsExactly(1, 1);
        assertThat("a".hashCode() % 4).isNotEqualTo("b".hashCode() % 4);
    }

    @Test
    void failureIsToldToTheWholeBatchAndToNoOther() {
        List<Future<List<String>>> told = buy("phone", 4);
        underWay.remove().fail("gone");
        assertThat(told).extracting(Future::isComplete).containsExactly(true, false, false, false);

        underWay.remove().fail("gone too");

        assertThat(told).extracting(Future::failed).containsExactly(true, true, true, true);
        assertThat(sizes()).containsExactly(1, 3);
    }

    @Test
    void laneIsFreeAgainOnceNothingWaits() {
        buy("phone", 1);
        underWay.remove().fail("gone");

        buy("phone", 1);

        assertThat(sizes()).containsExactly(1, 1);
    }

    @Test
    void purchasesBesideThoseOfALockedItemAreDecidedApartFromThem() {
        batcher.decide(List.of(purchase("a"))); // "a" and "e" are of one lane
        List<Future<List<String>>> locked = buy("a", 2);
        Future<List<String>> free = batcher.decide(List.of(purchase("e")));
        underWay.remove().fail("gone");

        underWay.remove().fail(new ContendedException("locked", null));
        assertThat(sizes()).containsExactly(1, 3, 2);
        underWay.remove().fail(new ContendedException("locked", null));
        assertThat(sizes()).containsExactly(1, 3, 2, 1);
        underWay.remove().fail("apart");

        assertThat(locked).extracting(Future::failed).containsExactly(true, true);
        assertThat(free.cause()).hasMessage("apart");
    }

    @Test
    void linesGoTogetherAndAreNeverCut() {
        buy("phone", 1);
        buyInLine("phone", 2);
        buyInLine("phone", 2);
        Future<List<String>> third = buyInLine("phone", 1);

        underWay.remove().complete(List.of("first"));
        underWay.remove().complete(List.of("one", "two"));
        underWay.remove().complete(List.of("one", "two", "three"));

        assertThat(sizes()).containsExactly(1, 2, 3);
        assertThat(third.result()).containsExactly("three");
    }

    @Test
    void statementThatCannotBeMadeFailsItsBatchAndFreesTheLane() {
        PurchaseBatcher<String> broken = new PurchaseBatcher<>(1, 3, batch -> {
            throw new IllegalArgumentException("no statement");
        });

        assertThat(broken.decide(List.of(purchase("phone"))).failed()).isTrue();
        assertThat(broken.decide(List.of(purchase("phone"))).failed()).isTrue();
    }
}
