package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Caller;
import io.seckill.e2e.cluster.Commands;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.ProcessCluster;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.guarantee.Guarantee;
import io.seckill.v1.Command;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two buy the last unit at one gateway, and at one point on the way something breaks. Whoever then asks another gateway is
 * told what the ledger holds, however often he asks.
 */
@OnBothStores
@TestInstance(Lifecycle.PER_CLASS)
class EveryFaultPointIT {
    private static final List<String> BUYERS = List.of("ann", "bob");

    @Parameter
    private Store store;

    private ProcessCluster cluster;
    private Caller buyers = new Caller();

    /** Where on a purchase's way it breaks, and how. */
    private enum FaultPoint {
        /** Nobody is there any more to take the reply. */
        CALLERS_HANG_UP((at, item) -> {
            at.queueBeforeAFrozenBackend(item);
            at.hangUp();
            at.cluster.backend(0).thaw();
        }),
        GATEWAY_KILLED_BEFORE_THE_REPLY((at, item) -> {
            at.queueBeforeAFrozenBackend(item);
            at.cluster.gateway(0).kill();
            at.cluster.backend(0).thaw();
        }),
        /** The replies reach a new life of the address that they are sent to. */
        GATEWAY_RESTARTED_BEFORE_THE_REPLY((at, item) -> {
            at.queueBeforeAFrozenBackend(item);
            at.cluster.restartGateway(0);
            at.cluster.awaitGatewayReady(0);
            at.cluster.backend(0).thaw();
        }),
        BACKEND_KILLED_BEFORE_THE_COMMIT((at, item) -> {
            at.queueBeforeAFrozenBackend(item);
            at.cluster.restartBackend(0);
        }),
        /** The gateway stands still, and so it is certain that the backend dies with the replies untold. */
        BACKEND_KILLED_AFTER_THE_COMMIT((at, item) -> {
            at.queueBeforeAFrozenBackend(item);
            at.cluster.gateway(0).freeze();
            at.cluster.backend(0).thaw();
            await("the order").until(() -> at.cluster.ledger().soldOf(item) == 1);
            at.cluster.restartBackend(0);
            at.cluster.gateway(0).thaw();
            // The heir tells them, since they still wait.
            assertThat(at.answers)
                    .allSatisfy(answer -> assertThat(Now.get(answer).isFinal()).isTrue());
        }),
        BROKER_RESTARTED_BEFORE_THE_DECISION((at, item) -> {
            at.queueBeforeAFrozenBackend(item);
            at.restartBroker();
            at.cluster.backend(0).thaw();
        }),
        /** The broker has the purchases in its hands and dies before it writes them. */
        BROKER_RESTARTED_BEFORE_THE_APPEND((at, item) -> {
            at.cluster.broker().freeze();
            at.buy(item).forEach(Now::get);
            at.restartBroker();
        }),
        /** The purchases are given up as not acknowledged, and are appended all the same, perhaps after the questions. */
        APPEND_DELAYED((at, item) -> {
            at.cluster.broker().freeze();
            at.buy(item).forEach(Now::get);
            at.cluster.broker().thaw();
        });

        @SuppressWarnings("ImmutableEnumChecker") // a lambda that captures nothing
        private final BiConsumer<EveryFaultPointIT, String> strike;

        FaultPoint(BiConsumer<EveryFaultPointIT, String> strike) {
            this.strike = strike;
        }

        String item() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The purchases of one fault point, in the order of the buyers. */
    private List<Future<Answer>> answers = List.of();

    /** On PostgreSQL those at which the decision breaks: the others break before the store is asked, or after. */
    List<FaultPoint> points() {
        return store == Store.LEDGER
                ? List.of(FaultPoint.values())
                : List.of(
                        FaultPoint.BACKEND_KILLED_BEFORE_THE_COMMIT,
                        FaultPoint.BACKEND_KILLED_AFTER_THE_COMMIT,
                        FaultPoint.BROKER_RESTARTED_BEFORE_THE_DECISION);
    }

    @BeforeParameterizedClassInvocation
    void start() {
        cluster = ProcessCluster.start("fault-points", store);
        cluster.startBackend();
        cluster.startGateway();
        cluster.startGateway();
        cluster.awaitReady();
    }

    @AfterEach
    void repair() {
        hangUp();
        if (!cluster.gateway(0).isAlive()) {
            cluster.restartGateway(0);
        }
        cluster.awaitReady();
    }

    @AfterAll
    void close() {
        buyers.close();
    }

    @AfterParameterizedClassInvocation
    void promisesHold() {
        try (var ended = cluster) {
            Guarantee.checkAll(ended.evidence());
        }
    }

    @ParameterizedTest
    @MethodSource("points")
    void whoeverAsksAnotherGatewayIsToldWhatTheLedgerHoldsHoweverOften(FaultPoint point) {
        String item = point.item();
        cluster.openSale(item, SaleTerms.open(1));

        point.strike.accept(this, item);

        for (int buyer = 0; buyer < BUYERS.size(); buyer++) {
            String requestId = requestId(item, buyer);
            List<String> verdicts = tenVerdicts(BUYERS.get(buyer), item, requestId);
            System.out.printf("%s: %s is told %s%n", point, BUYERS.get(buyer), verdicts.get(0));
            boolean won = cluster.ledger().orders().containsKey(requestId);
            assertThat(verdicts).containsOnly(won ? "ACCEPTED " + requestId : verdicts.get(0));
            assertThat(verdicts.get(0).startsWith("ACCEPTED")).isEqualTo(won);
            assertThat(toldAtOnce(buyer)).isIn("", verdicts.get(0));
        }
    }

    private List<String> tenVerdicts(String buyer, String item, String requestId) {
        Shop other = cluster.shop(1);
        return IntStream.range(0, 10)
                .mapToObj(time -> Now.get(other.settle(buyer, "/v1/items/" + item + "/purchases/" + requestId))
                        .verdict())
                .toList();
    }

    /** Sends a purchase for each buyer to the first gateway. */
    private List<Future<Answer>> buy(String item) {
        Shop shop = new Shop(buyers, cluster.shop(0).port(), cluster.journal());
        answers = BUYERS.stream().map(buyer -> shop.buyWaiting(buyer, item, 20)).toList();
        return answers;
    }

    private void hangUp() {
        buyers.close();
        buyers = new Caller();
    }

    private void restartBroker() {
        cluster.broker().kill();
        cluster.restartBroker();
    }

    private void queueBeforeAFrozenBackend(String item) {
        cluster.backend(0).freeze();
        buy(item);
        await("the purchases in the queue").until(() -> purchases(item).size() == BUYERS.size());
    }

    /** As the buyer was told; or where nobody told him, as the queue has it. */
    private String requestId(String item, int buyer) {
        Future<Answer> answer = answers.get(buyer);
        Optional<String> queued = purchases(item).stream()
                .filter(command -> command.getUserId().equals(BUYERS.get(buyer)))
                .map(Command::getRequestId)
                .findFirst();
        return answer.succeeded() ? answer.result().header("X-Request-Id") : queued.orElseThrow();
    }

    private List<Command> purchases(String item) {
        return Commands.read(cluster.bootstrapServers()).stream()
                .filter(command -> command.getItemId().equals(item) && command.hasPurchase())
                .toList();
    }

    /** What the buyer was told without asking; empty where that was not the outcome, or he has heard nothing yet. */
    private String toldAtOnce(int buyer) {
        Future<Answer> answer = answers.get(buyer);
        return answer.succeeded() ? answer.result().verdict() : "";
    }
}
