package io.seckill.backend.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.Backend;
import io.seckill.backend.fixture.Growth;
import io.seckill.backend.fixture.Sales;
import io.seckill.backend.fixture.Stage;
import io.seckill.slots.SlotMap;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Await;
import io.seckill.v1.Command;
import io.seckill.v1.ItemState;
import io.seckill.v1.OrderStatus;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import io.seckill.v1.Seal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queues are added while backends decide, on a real broker. */
@WithBroker
class GrowthTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int STOCK = 30;

    @AutoClose
    private Stage stage;

    private Sales sales;

    @BeforeEach
    void open(TestBroker broker) {
        stage = new Stage(broker, 2);
        sales = new Sales(stage, STOCK);
    }

    @Test
    void oneBackendHandsOverToItself() throws Exception {
        stage.startBackend();
        sales.open(0);
        sales.buy(240);
        grow();
        sales.buy(240);
        grow();
        sales.buy(240);

        sales.balance();
    }

    @Test
    void oneBackendHandsOverToAnother() throws Exception {
        stage.startBackend();
        stage.startBackend();
        sales.open(0);
        sales.buy(240);
        grow();
        sales.buy(240);
        stage.startBackend();
        grow();
        sales.buy(240);

        sales.balance();
    }

    @Test
    void aNewQueueDecidesNothingBeforeItHasWhatTheOldOnesHandOver() throws Exception {
        Backend backend = stage.startBackend();
        sales.open(0);
        Growth growth = new Growth(stage);
        String moved = moved(growth);
        growth.await();
        growth.switchOver();
        Command early = stage.commands().purchase(moved, "ann");
        stage.send(early);
        await().atMost(TIMEOUT)
                .until(() -> Stage.get(backend, "/health/ready").body().contains("wait for what others hand over"));
        growth.seal(0);
        Command fence = stage.commands().purchase(staying(growth, 0), "ann");
        assertThat(stage.ask(fence).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(stage.gateway().results()).doesNotContainKey(early.getRequestId());

        growth.seal(1);

        assertThat(stage.answerTo(early).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        await().atMost(TIMEOUT).until(() -> Stage.get(backend, "/health/ready").statusCode() == 200);
    }

    @Test
    void whatIsAskedAboutAMovedItemIsAnsweredAsBefore() throws Exception {
        stage.startBackend();
        sales.open(3_600_000);
        List<Command> asked = new ArrayList<>();
        for (String item : Sales.ITEMS) {
            Command won = stage.commands().purchase(item, "ann").toBuilder()
                    .setIdempotencyKey("k")
                    .build();
            Command refused = won.toBuilder()
                    .setRequestId("refused-" + item)
                    .setUserId("bob")
                    .setPurchase(won.getPurchase().toBuilder().setQuantity(STOCK))
                    .build();
            Command never = stage.commands().purchase(item, "eve");
            Command paid = stage.commands().purchase(item, "zoe");
            Command ended = stage.commands().purchase(item, "tim");
            List.of(won, refused, paid, ended).forEach(stage::ask);
            stage.ask(stage.commands().confirm(paid));
            stage.ask(stage.commands().cancel(ended));
            List.of(won, refused, never)
                    .forEach(about -> asked.add(stage.commands().lookup(about)));
            List.of(won, paid, ended)
                    .forEach(about -> asked.add(stage.commands().show(about)));
            asked.add(won.toBuilder().setRequestId("again-" + item).build());
            asked.add(refused.toBuilder().setRequestId("refused-again-" + item).build());
            asked.add(never); // asked about before it came
        }
        List<Object> before =
                asked.stream().map(stage::ask).map(GrowthTest::told).toList();

        grow();

        asked.forEach(command -> stage.gateway().results().remove(command.getRequestId()));
        assertThat(asked.stream().map(stage::ask).map(GrowthTest::told).toList())
                .isEqualTo(before);
    }

    @Test
    void theHoldsOfAMovedItemRunOutInItsNewQueue() throws Exception {
        stage.startBackend();
        sales.open(4_000);
        List<Command> held = Sales.ITEMS.stream()
                .map(item -> stage.commands().purchase(item, "ann"))
                .toList();
        held.forEach(stage::ask);

        grow();

        held.forEach(
                purchase -> await().atMost(TIMEOUT).until(() -> shown(purchase) == OrderStatus.ORDER_STATUS_EXPIRED));
        await().atMost(TIMEOUT)
                .until(() -> sales.latestStatuses().values().stream().allMatch(item -> item.getRemaining() == STOCK));
    }

    @Test
    void aPausedItemStaysSoInItsNewQueueAndUnderTheNextOwner() throws Exception {
        Backend first = stage.startBackend();
        sales.open(0);
        changeStates(ItemState.ITEM_STATE_PAUSED);
        grow();
        assertThat(buyEach("ann")).containsOnly(Outcome.OUTCOME_PAUSED);

        stage.stop(first);
        stage.startBackend();

        assertThat(buyEach("bob")).containsOnly(Outcome.OUTCOME_PAUSED);
        changeStates(ItemState.ITEM_STATE_UNSPECIFIED);
        assertThat(buyEach("cid")).containsOnly(Outcome.OUTCOME_ACCEPTED);
    }

    private void changeStates(ItemState to) {
        Sales.ITEMS.forEach(item -> assertThat(
                        stage.ask(stage.commands().changeState(item, to)).getOutcome())
                .isEqualTo(Outcome.OUTCOME_ITEM_STORED));
    }

    private List<Outcome> buyEach(String user) {
        return Sales.ITEMS.stream()
                .map(item -> stage.ask(stage.commands().purchase(item, user)).getOutcome())
                .toList();
    }

    @Test
    void aCommandThatComesTooLateToTheOldQueueIsToldSoAndNotDecided() throws Exception {
        stage.startBackend();
        sales.open(0);
        Growth growth = grow();
        String moved = moved(growth);
        Command late = stage.commands().purchase(moved, "late");

        stage.send(late, SlotMap.first(2).queueOf(moved));

        assertThat(stage.answerTo(late).getOutcome()).isEqualTo(Outcome.OUTCOME_MOVED);
        assertThat(stage.ask(stage.commands().lookup(late)).getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_REQUEST);
    }

    @Test
    void aSecondSealAndASecondAwaitChangeNothing() throws Exception {
        stage.startBackend();
        sales.open(0);
        sales.buy(120);
        Growth growth = grow();
        sales.buy(120);
        growth.seal();
        growth.await();
        sales.buy(120);

        sales.balance();
    }

    @Test
    void aMarkThatNobodyMeantIsSetAsideAndChangesNothing() throws Exception {
        stage.startBackend();
        sales.open(0);
        sales.buy(120);
        Growth growth = grow();
        SlotMap forged = growth.next().grown(2 * growth.next().queues());
        for (int queue = 0; queue < growth.next().queues(); queue++) {
            stage.append(
                    new byte[0],
                    Command.newBuilder()
                            .setAwait(
                                    Await.newBuilder().setTable(forged.record()).addFrom(0))
                            .build()
                            .toByteArray(),
                    queue);
            stage.append(
                    new byte[0],
                    Command.newBuilder()
                            .setSeal(Seal.newBuilder().setTable(forged.record()).addTo(7))
                            .build()
                            .toByteArray(),
                    queue);
        }
        sales.buy(120);

        sales.balance();
        assertThat(stage.deadLetters()).hasSize(2 * growth.next().queues());
    }

    @Test
    void aSuccessorOfBothQueuesGoesOnAfterTheHandOver() throws Exception {
        Backend first = stage.startBackend();
        sales.open(0);
        sales.buy(240);
        grow();
        sales.buy(120);
        stage.stop(first);
        stage.startBackend();
        sales.buy(240);

        sales.balance();
    }

    @Test
    void theQueuesWaitForABackendThatComesOnlyThen() throws Exception {
        Backend first = stage.startBackend();
        sales.open(0);
        sales.buy(240);
        sales.balance();
        stage.stop(first);
        Growth growth = new Growth(stage);
        growth.await();
        growth.seal();
        growth.switchOver();
        sales.buy(120);
        stage.startBackend();

        sales.balance();
    }

    /** As the operator's command does, but that nobody else sends meanwhile. */
    private Growth grow() throws Exception {
        Growth growth = new Growth(stage);
        growth.seal();
        growth.await();
        growth.switchOver();
        return growth;
    }

    private static String moved(Growth growth) {
        return Sales.ITEMS.stream().filter(growth::moves).findFirst().orElseThrow();
    }

    private static String staying(Growth growth, int queue) {
        return Sales.ITEMS.stream()
                .filter(item -> growth.next().queueOf(item) == queue)
                .findFirst()
                .orElseThrow();
    }

    private OrderStatus shown(Command purchase) {
        return stage.ask(stage.commands().show(purchase)).getOrder().getStatus();
    }

    private static Object told(Result result) {
        return result.toBuilder().clearQueue().clearOffset().build();
    }
}
