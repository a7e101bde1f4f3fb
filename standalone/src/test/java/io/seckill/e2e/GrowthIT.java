package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.repartition.Repartitioning;
import io.seckill.backend.repartition.RepartitioningReport;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.KeyOrder;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.Rush;
import io.seckill.e2e.cluster.Rush.Bought;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.e2e.cluster.SlotsTopic;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.guarantee.Guarantee;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.Partitioning;
import io.seckill.slots.SlotMap;
import io.seckill.slots.Slots;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Queues are doubled twice while two gateways are bought from: nobody is overtaken, nothing is lost, no unit too many. */
@OnBothStores
class GrowthIT {
    private static final String SCARCE = "scarce";
    private static final int STOCK = 60;
    private static final int BUYERS = 40;
    private static final List<String> ITEMS =
            IntStream.range(0, 24).mapToObj(i -> i == 0 ? SCARCE : "item-" + i).toList();

    private final Cluster cluster;

    GrowthIT(Store store) {
        cluster = Cluster.empty(
                store,
                "backend.engine.mode=keyed",
                "topics.queues=2",
                "gateway.publish.deliveryTimeout=20s", // the broker may be slow, and buyers wait
                "gateway.admission.maxPredictedWait=50s");
    }

    @AfterEach
    void promisesHold() {
        try (cluster) {
            Guarantee.checkAll(cluster.evidence());
        }
    }

    @Test
    void doubledTwiceUnderLoadEveryKeyKeepsItsOrder() throws Exception {
        cluster.startBackend();
        cluster.startBackend();
        cluster.observeDecisions();
        cluster.startGateway();
        cluster.startGateway();
        ITEMS.forEach(item -> cluster.openSale(item, SaleTerms.open(item.equals(SCARCE) ? STOCK : 1_000_000)));
        List<Shop> shops = List.of(cluster.shop(0), cluster.shop(1));
        Rush rush = new Rush(
                        2, ITEMS, (gateway, user, item) -> shops.get(gateway).buyWaiting(user, item, 30))
                .start(BUYERS);
        await("warm").until(() -> rush.size() > 1_000);

        long began = System.nanoTime();
        grow(4);
        grow(8);
        long ended = System.nanoTime();
        int then = rush.size();
        await("goes on").until(() -> rush.size() > then + 500);
        List<Bought> bought = rush.stop();

        print("before", bought.stream().filter(one -> one.begun() < began).toList());
        print(
                "during",
                bought.stream()
                        .filter(one -> one.begun() >= began && one.begun() < ended)
                        .toList());
        print("after", bought.stream().filter(one -> one.begun() >= ended).toList());
        assertThat(bought).extracting(one -> one.answer().outcome()).isSubsetOf("201", "409 SOLD_OUT");
        assertThat(cluster.ledger().soldOf(SCARCE)).isEqualTo(STOCK);
        nothingIsLostOrOvertaken();
    }

    private void nothingIsLostOrOvertaken() {
        List<KeyOrder.Step> appended = KeyOrder.appended(cluster.bootstrapServers());
        List<KeyOrder.Step> decided = cluster.decided();
        Set<String> won = decided.stream().map(KeyOrder.Step::id).collect(Collectors.toSet());

        assertThat(appended.stream()
                        .filter(step -> !step.key().equals(SCARCE) && !won.contains(step.id()))
                        .toList())
                .isEmpty();
        assertThat(appended).extracting(KeyOrder.Step::queue).contains(0, 1, 2, 3, 4, 5, 6, 7);
        int inversions = KeyOrder.inversions(appended, decided);
        System.out.printf(
                "%d purchases of %d items, %d decided out of order%n", decided.size(), ITEMS.size(), inversions);
        assertThat(inversions).isZero();
    }

    private void grow(int queues) throws InterruptedException {
        var topics = new TopicSettings("seckill", 2, 1, 1, Partitioning.SLOTS, OrderingKey.ITEM);
        var kafka = new KafkaSettings(cluster.bootstrapServers(), Map.of(), "group");
        var subject = new Repartitioning.Subject(kafka, topics, "seckill-backend");
        RepartitioningReport report = new RepartitioningReport(System.out::println, System::nanoTime);
        try (SlotsTopic topic = new SlotsTopic(cluster.bootstrapServers());
                Repartitioning growth = new Repartitioning(subject, report, new Random())) {
            SlotMap before = topic.layout().table();

            growth.to(queues);

            SlotMap after = topic.layout().table();
            int[] moved = IntStream.range(0, Slots.COUNT)
                    .filter(slot -> before.queueOfSlot(slot) != after.queueOfSlot(slot))
                    .toArray();
            System.out.printf("%d of %d slots moved%n", moved.length, Slots.COUNT);
            assertThat(moved.length).isBetween(Slots.COUNT * 45 / 100, Slots.COUNT * 55 / 100);
            assertThat(IntStream.of(moved).map(after::queueOfSlot)).allMatch(queue -> queue >= before.queues());
        }
    }

    private static void print(String when, List<Bought> bought) {
        List<Duration> took = bought.stream().map(Bought::took).sorted().toList();
        System.out.printf(
                "%s: %d purchases, p50 %d ms, p99 %d ms, longest %d ms%n",
                when,
                took.size(),
                took.get(took.size() / 2).toMillis(),
                took.get(took.size() * 99 / 100).toMillis(),
                took.get(took.size() - 1).toMillis());
    }
}
