package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Ledger;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.guarantee.Guarantee;
import io.seckill.v1.Command;
import io.seckill.v1.Order;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A sale is stopped and goes on, while buyers come at two gateways at a steady rate. */
@OnBothStores
class PauseIT {
    /** Purchases a second, at both gateways together. */
    private static final int RATE = Integer.getInteger("pause.rate", 300);

    /** How long after the answer to a pause a gateway may still ask the queue; on a machine that others use, long. */
    private static final long EDGE_MILLIS = Long.getLong("pause.edgeMillis", 20_000);

    private static final int EACH_STATE_MILLIS = 1_500;
    private static final int TICK_MILLIS = 10;
    private static final String ITEM = "phone";

    /** A purchase with its number, when it was sent and answered, of {@link System#nanoTime}, and what was answered. */
    private record Told(int number, long sent, long answered, Answer answer) {
        int gateway() {
            return number % 2;
        }

        /** What the queue answers has a request id. */
        boolean byTheEdge() {
            return answer.header("X-Request-Id").isEmpty();
        }
    }

    @AutoClose
    private final Cluster cluster;

    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    PauseIT(Store store) {
        cluster = Cluster.start(store, "gateway.publish.deliveryTimeout=20s", "gateway.purchase.defaultWait=20s");
        cluster.startGateway();
    }

    @Test
    void betweenAPauseAndItsEndNothingIsSoldAndBothGatewaysSaySoThemselves() {
        cluster.openSale(ITEM, SaleTerms.open(1_000_000).holding(600));
        List<Answer> held = List.of(buy("ann"), buy("bob"));
        long buyers = startBuyers();
        awaitTicks();

        Answer pause = change("pause");
        long paused = System.nanoTime();
        awaitTicks();
        await("both gateways know")
                .until(() -> atBothGateways(
                        paused,
                        each -> each.byTheEdge()
                                && each.answer().outcome().equals("403 PAUSED")
                                && Integer.parseInt(each.answer().header("Retry-After")) > 0));
        Answer queued = Now.get(cluster.shop(0).buy("cid", ITEM, Map.of("Idempotency-Key", "k"), ""));
        ordersGoOn(held);
        long resuming = System.nanoTime();
        Answer resume = change("resume");
        await("both gateways sell")
                .until(() -> atBothGateways(resuming, each -> each.answer().status() == 201));
        cluster.caller().vertx().cancelTimer(buyers);
        await("all answered").until(() -> ended.get() == sent.get());

        assertThat(failures).isEmpty();
        assertThat(pause.json().getString("state")).isEqualTo("PAUSED");
        assertThat(resume.json().getString("state")).isEqualTo("OPEN");
        assertThat(queued.outcome()).isEqualTo("403 PAUSED");
        assertThat(queued.header("X-Request-Id")).isNotEmpty();
        bothGatewaysKnew(paused, resuming);
        nothingWasSoldBetween(requestOf(pause), requestOf(resume));
        Guarantee.whereUnitsComeBack().forEach(guarantee -> guarantee.check(cluster.evidence()));
    }

    @Test
    void aPauseOutlivesTheBackendThatMadeIt() {
        cluster.openSale(ITEM, SaleTerms.open(10));
        assertThat(change("pause").status()).isEqualTo(200);

        cluster.stopBackend(0);
        cluster.startBackend();

        Map<String, String> toTheQueue = Map.of("Idempotency-Key", "k");
        assertThat(Now.get(cluster.shop(1).buy("ann", ITEM, toTheQueue, "")).outcome())
                .isEqualTo("403 PAUSED");
        assertThat(change("resume").status()).isEqualTo(200);
        assertThat(Now.get(cluster.shop(1).buy("ann", ITEM, toTheQueue, "")).outcome())
                .isEqualTo("201");
    }

    private Answer buy(String user) {
        Answer answer = Now.get(cluster.shop(0).buy(user, ITEM));
        assertThat(answer.outcome()).isEqualTo("201");
        return answer;
    }

    private Answer change(String change) {
        Answer answer = Now.get(cluster.console(0).change(ITEM, change));
        assertThat(answer.outcome()).isEqualTo("200");
        return answer;
    }

    /** Sends purchases by the clock, whether those before are answered or not; returns the timer. */
    private long startBuyers() {
        Vertx vertx = cluster.caller().vertx();
        long began = System.nanoTime();
        return vertx.setPeriodic(TICK_MILLIS, tick -> {
            long due = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) * RATE / 1_000;
            while (sent.get() < due) {
                buy(sent.getAndIncrement());
            }
        });
    }

    private void buy(int number) {
        long now = System.nanoTime();
        Future<Answer> answer = cluster.shop(number % 2).buy("user-" + number, ITEM);
        answer.onSuccess(said -> told.add(new Told(number, now, System.nanoTime(), said)))
                .onFailure(failures::add)
                .onComplete(end -> ended.incrementAndGet());
    }

    /** Lets buyers come for a while. */
    private void awaitTicks() {
        int enough = sent.get() + RATE * EACH_STATE_MILLIS / 1_000;
        await("purchases").until(() -> sent.get() >= enough);
    }

    private boolean atBothGateways(long since, Predicate<Told> answer) {
        return told.stream()
                        .filter(each -> each.sent() > since)
                        .filter(answer)
                        .map(Told::gateway)
                        .distinct()
                        .count()
                == 2;
    }

    /** Of what is decided already a pause touches nothing. */
    private void ordersGoOn(List<Answer> held) {
        assertThat(Now.get(cluster.shop(1).ask("ann", held.get(0).header("Location")))
                        .status())
                .isEqualTo(200);
        assertThat(Now.get(cluster.shop(1).confirm("ann", ITEM, held.get(0).orderId()))
                        .json()
                        .getString("status"))
                .isEqualTo("CONFIRMED");
        assertThat(Now.get(cluster.shop(1).cancel("bob", ITEM, held.get(1).orderId()))
                        .json()
                        .getString("status"))
                .isEqualTo("CANCELLED");
    }

    private void bothGatewaysKnew(long paused, long resuming) {
        for (int gateway = 0; gateway < 2; gateway++) {
            int number = gateway;
            List<Told> meanwhile = told.stream()
                    .filter(each -> each.gateway() == number && each.sent() > paused && each.answered() < resuming)
                    .toList();
            long last = meanwhile.stream()
                    .filter(each -> !each.byTheEdge())
                    .mapToLong(Told::sent)
                    .max()
                    .orElse(paused);
            long millis = TimeUnit.NANOSECONDS.toMillis(last - paused);
            System.out.printf("gateway %d asked the queue until %d ms after the answer to the pause%n", number, millis);
            assertThat(millis).isLessThanOrEqualTo(EDGE_MILLIS);
            assertThat(meanwhile).noneMatch(each -> each.answer().status() == 201);
        }
    }

    /** In the item's queue; its commands are decided in their order. */
    private void nothingWasSoldBetween(String pause, String resume) {
        List<Command> queue = Ledger.records(cluster.bootstrapServers(), "seckill.requests").stream()
                .filter(record -> record.key().equals(ITEM))
                .map(record -> parse(record.value()))
                .toList();
        List<String> ids = queue.stream().map(Command::getRequestId).toList();
        Map<String, Order> orders = cluster.ledger().orders();
        assertThat(orders.keySet()).isNotEmpty().isSubsetOf(ids);
        List<Command> between = queue.subList(ids.indexOf(pause) + 1, ids.indexOf(resume));
        System.out.printf(
                "%d orders, %d purchases in the queue between pause and resume%n",
                orders.size(), between.stream().filter(Command::hasPurchase).count());
        assertThat(between)
                .filteredOn(Command::hasPurchase)
                .isNotEmpty()
                .extracting(Command::getRequestId)
                .doesNotContainAnyElementsOf(orders.keySet());
        assertThat(ids.subList(0, ids.indexOf(pause))).containsAnyElementsOf(orders.keySet());
        assertThat(ids.subList(ids.indexOf(resume), ids.size())).containsAnyElementsOf(orders.keySet());
    }

    private static String requestOf(Answer answer) {
        return answer.header("X-Request-Id");
    }

    private static Command parse(byte[] command) {
        try {
            return Command.parseFrom(command);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
