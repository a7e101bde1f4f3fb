package io.seckill.backend.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.EventBooks;
import io.seckill.backend.fixture.Growth;
import io.seckill.backend.fixture.Sales;
import io.seckill.backend.fixture.Stage;
import io.seckill.testkit.ChildProcess;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.TestPostgres;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Command;
import io.seckill.v1.ItemState;
import io.seckill.v1.Purchase;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A plain reader of the events has the same books as the store, whatever happens to the backends. With
 * {@code -Devents.operations=10000} more happens, with {@code -Devents.seed=N} what happened in an earlier run.
 */
@WithBroker
@ExtendWith(TestPostgres.Extension.class)
@Timeout(1_800)
class EventBooksTest {
    private static final int OPERATIONS = Integer.getInteger("events.operations", 1_000);
    private static final int KILL_EVERY = 300;
    private static final long HOLD_MS = 400;
    private static final List<String> ITEMS =
            IntStream.range(0, 8).mapToObj(i -> "item" + i).toList();

    private final Deque<ChildProcess> backends = new ArrayDeque<>();
    private final List<Command> purchases = new ArrayList<>();
    private String[] overrides = {};

    @AfterEach
    void kill() {
        backends.forEach(ChildProcess::kill);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ledger", "postgres"})
    void theBooksAgreeAfterRandomOperationsWithBackendsKilled(String store, TestBroker broker, TestPostgres server)
            throws Exception {
        long seed = Long.getLong("events.seed", System.nanoTime());
        System.out.println("events.seed=" + seed + " events.operations=" + OPERATIONS);
        Random random = new Random(seed);
        String schema = server.newSchema();
        overrides = Stream.concat(
                        Stream.of(server.overrides(schema)),
                        Stream.of("store=" + store, "events.enabled=true", "log.level=warn"))
                .toArray(String[]::new);
        try (Stage stage = new Stage(broker, 3)) {
            IntStream.range(0, 2).forEach(i -> start(stage));
            putLater(stage);
            ITEMS.forEach(item -> stage.send(put(stage, item, 40)));
            int sent = ITEMS.size() + 1;
            for (int i = 1; i <= OPERATIONS; i++, sent++) {
                stage.send(next(stage, random));
                if (i % KILL_EVERY == 0) {
                    int decided = sent - random.nextInt(KILL_EVERY);
                    await().atMost(Duration.ofMinutes(2)).until(() -> decided(stage) >= decided);
                    backends.remove().kill();
                    start(stage);
                }
            }
            stage.flush();
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> allIsDecided(stage)
                            && nothingIsHeld(EventBooks.of(store, stage, server, schema))
                            && new EventBooks(stage.events()).told("later").contains("ItemClosed"));

            await("what is left of deleted items, and the last events")
                    .untilAsserted(() -> assertThat(EventBooks.of(store, stage, server, schema))
                            .isEqualTo(new EventBooks(stage.events()).books()));
            EventBooks books = new EventBooks(stage.events());
            assertThat(books.books()).isNotEmpty();
            assertThat(books.told("later")).containsExactly("ItemDefined", "ItemOpened", "ItemClosed");
            assertThat(stage.deadLetters()).isEmpty();
        }
    }

    private void start(Stage stage) {
        backends.add(stage.startProcess(overrides));
    }

    /** It opens and closes among all that. */
    private static void putLater(Stage stage) {
        Command put = stage.commands().putItem("later", 1, 1);
        long now = System.currentTimeMillis();
        stage.send(put.toBuilder()
                .setPutItem(put.getPutItem().toBuilder().setOpensAt(now + 2_000).setClosesAt(now + 5_000))
                .build());
    }

    private static Command put(Stage stage, String item, int stock) {
        return stage.commands().putItem(item, stock, 5, ITEMS.indexOf(item) % 2 * HOLD_MS);
    }

    private Command next(Stage stage, Random random) {
        String item = ITEMS.get(random.nextInt(ITEMS.size()));
        int dice = purchases.isEmpty() ? 0 : random.nextInt(100);
        if (dice < 60) {
            Command purchase = stage.commands().purchase(item, "u" + random.nextInt(100)).toBuilder()
                    .setPurchase(Purchase.newBuilder().setQuantity(1 + random.nextInt(3)))
                    .build();
            purchases.add(purchase);
            return purchase;
        }
        Command earlier = purchases.get(Math.max(0, purchases.size() - 1 - random.nextInt(50)));
        if (dice < 75) {
            return stage.commands().confirm(earlier);
        } else if (dice < 85) {
            return stage.commands().cancel(earlier);
        } else if (dice < 90) {
            return stage.commands().refund(earlier, random.nextBoolean());
        } else if (dice < 96) {
            return put(stage, item, random.nextInt(10 + OPERATIONS / 10));
        }
        return switch (dice) {
            case 96 -> stage.commands().changeState(item, ItemState.ITEM_STATE_PAUSED);
            case 97 -> stage.commands().changeState(item, ItemState.ITEM_STATE_CLOSED);
            case 98 -> stage.commands().deleteItem(item);
            default -> stage.commands().changeState(item, ItemState.ITEM_STATE_UNSPECIFIED);
        };
    }

    private static long decided(Stage stage) throws Exception {
        return stage.positions().values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private static boolean allIsDecided(Stage stage) throws Exception {
        try (Admin admin = stage.admin()) {
            var latest = IntStream.range(0, stage.topics().queues())
                    .mapToObj(queue -> new TopicPartition(stage.topics().requests(), queue))
                    .collect(Collectors.toMap(queue -> queue, queue -> OffsetSpec.latest()));
            var positions = stage.positions();
            return admin.listOffsets(latest).all().get().entrySet().stream()
                    .allMatch(end -> positions.containsKey(end.getKey())
                            && positions.get(end.getKey()).offset()
                                    == end.getValue().offset());
        }
    }

    private static boolean nothingIsHeld(Map<String, EventBooks.Book> books) {
        return books.values().stream().noneMatch(book -> book.orders().containsValue("RESERVED"));
    }

    @Test
    void nothingIsToldAnewWhenItemsMoveToNewQueues(TestBroker broker) throws Exception {
        try (Stage stage = new Stage(broker, 2)) {
            stage.startBackend("events.enabled=true");
            Sales sales = new Sales(stage, 30);
            sales.open(0);
            sales.buy(240);
            Growth growth = new Growth(stage);
            growth.seal();
            growth.await();
            growth.switchOver();
            sales.buy(240);

            sales.balance();
            EventBooks books = new EventBooks(stage.events());
            assertThat(books.books()).isEqualTo(EventBooks.ofLedger(stage));
            assertThat(Sales.ITEMS)
                    .allSatisfy(item -> assertThat(books.told(item))
                            .filteredOn(event -> event.startsWith("Item"))
                            .containsExactly("ItemDefined", "ItemOpened", "ItemSoldOut"));
        }
    }
}
