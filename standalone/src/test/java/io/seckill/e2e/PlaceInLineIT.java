package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Events.Event;
import io.seckill.e2e.cluster.ManyStreams;
import io.seckill.e2e.cluster.MetricsPage;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.guarantee.Guarantee;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever is queued behind a backend that is slow sees how many are ahead, and how long that takes. */
@OnBothStores
class PlaceInLineIT {
    private static final Map<String, String> ASYNC = Map.of("Prefer", "respond-async");
    private static final int BUYERS = 1_800;

    /** Sent at once: few, so that they arrive in batches smaller than what the slow backend fetches. */
    private static final int AT_ONCE = 40;

    /** Waits shorter than this end within a fetch or two, and no rate says when. */
    private static final long SHORTEST_ESTIMATED_MILLIS = 1_000;

    /** The estimates before it are of a rate that is hardly known. */
    private static final long STEADY_AFTER_MILLIS = 750;

    private static final int LINE = 1_000;
    private static final int CONNECTIONS = 50;

    /** Long lines are what this is about; a broker on a busy machine may take its time. */
    private final Cluster cluster;

    PlaceInLineIT(Store store) {
        cluster = Cluster.empty(store, "gateway.admission.maxPredictedWait=1h", "gateway.publish.deliveryTimeout=20s");
    }

    @AfterEach
    void promisesHold() {
        try (cluster) {
            Guarantee.checkAll(cluster.evidence());
        }
    }

    @Test
    void placesCountDownToTheOutcomeAndWaitsAreEstimatedWithinAFactorOfTwo() {
        cluster.startBackend(fetching(10_000));
        cluster.startGateway();
        cluster.openSale("phone", SaleTerms.open(BUYERS / 2));

        List<Queued> line = queue(BUYERS);
        assertThat(line).allSatisfy(buyer -> assertThat(buyer.position()).isBetween(0, BUYERS));
        // One asks at once, and one when many have queued behind him.
        Future<List<Event>> last = watch(line.get(BUYERS - 1));
        Future<List<Event>> middle = watch(line.get(BUYERS * 2 / 3));

        check("last", Now.get(last), "SOLD_OUT");
        check("middle", Now.get(middle), "SOLD_OUT");
    }

    @Test
    void fiveThousandListenersCostOneStreamOfProgressAsOneDoes() {
        cluster.startBackend();
        cluster.startGateway();
        cluster.openSale("phone", SaleTerms.open(1_000_000)); // sold out, nobody would queue

        listen(1);
        listen(5_000);
    }

    /** Has so many watch one place in line while it comes up. */
    private void listen(int listeners) {
        cluster.stopBackend(0);
        queue(LINE);
        Answer watched = Now.get(cluster.shop(0).buy("watched", "phone", ASYNC, ""));
        String path = watched.header("Location").replace("?", "/events?");
        int connections = Math.min(listeners, CONNECTIONS);
        try (ManyStreams tabs = new ManyStreams(cluster.shop(0).port(), connections)) {
            tabs.open(listeners / connections, n -> ManyStreams.get(path).set("x-user-id", "watched"));
            await("all to hear their place").until(() -> tabs.answers() == listeners);
            double before = metrics().total("seckill_line_reports_total");
            long begun = System.nanoTime();

            cluster.startBackend(fetching(128_000));
            await("a stream").until(() -> metrics().total("seckill_callback_streams") == 1);
            await("all to hear the outcome").until(() -> tabs.endings().size() == listeners);

            double reports = metrics().total("seckill_line_reports_total") - before;
            double intervals = (System.nanoTime() - begun) / 100e6; // a backend reports progress no oftener
            System.out.printf(
                    "%d listeners: %.0f words on the queues' progress in %.1f s%n", listeners, reports, intervals / 10);
            assertThat(metrics().total("seckill_callback_streams")).isEqualTo(1);
            assertThat(reports).isBetween(1.0, intervals + 2);
            assertThat(tabs.endings()).allMatch(ending -> ending.startsWith("event: outcome\n"));
        }
    }

    /**
     * A backend that fetches {@code bytes} a queue and time, and has to wait for more than that, in vain, each time: slow at
     * a steady rate, far below what it could do.
     */
    private static String fetching(int bytes) {
        return "kafka.properties={fetch.min.bytes: '10000000', fetch.max.wait.ms: '200',"
                + " max.partition.fetch.bytes: '" + bytes + "'}";
    }

    /** A buyer who was answered 202. */
    private record Queued(String user, Answer answer) {
        int position() {
            assertThat(answer.status()).isEqualTo(202);
            return answer.json().getInteger("position");
        }

        /** Where the purchase stands in its queue, as its {@code Location} says: {@code ?place=queue-offset}. */
        long offset() {
            String location = answer.header("Location");
            return Long.parseLong(location.substring(location.lastIndexOf('-') + 1));
        }
    }

    /** So many buyers, as they stand in line. */
    private List<Queued> queue(int count) {
        return IntStream.range(0, count / AT_ONCE)
                .mapToObj(group -> IntStream.range(group * AT_ONCE, (group + 1) * AT_ONCE)
                        .mapToObj(i -> buy("user-" + i))
                        .toList())
                .flatMap(group -> Now.get(Future.all(group)).<Queued>list().stream())
                .sorted(Comparator.comparingLong(Queued::offset))
                .toList();
    }

    private Future<Queued> buy(String user) {
        return cluster.shop(0).buy(user, "phone", ASYNC, "").map(answer -> new Queued(user, answer));
    }

    private Future<List<Event>> watch(Queued buyer) {
        return cluster.shop(0).watch(buyer.user(), buyer.answer().header("Location"));
    }

    private static void check(String who, List<Event> events, String outcome) {
        List<Event> told = events.subList(0, events.size() - 1);
        Event end = events.get(events.size() - 1);
        assertThat(end.name()).isEqualTo("outcome");
        assertThat(end.data().getString("status")).isEqualTo(outcome);
        assertThat(told).hasSizeGreaterThan(3).allMatch(event -> event.name().equals("position"));
        List<Integer> positions =
                told.stream().map(event -> event.data().getInteger("position")).toList();
        assertThat(positions).isSortedAccordingTo(Comparator.reverseOrder()).allMatch(position -> position >= 0);
        List<Event> steady = told.stream()
                .filter(event -> event.atMillis() - told.get(0).atMillis() > STEADY_AFTER_MILLIS)
                .filter(event -> end.atMillis() - event.atMillis() > SHORTEST_ESTIMATED_MILLIS)
                .toList();
        for (Event event : told) {
            System.out.printf("%s: %s, in truth %d%n", who, event.data(), end.atMillis() - event.atMillis());
        }
        assertThat(steady).isNotEmpty().allSatisfy(event -> {
            long truth = end.atMillis() - event.atMillis();
            assertThat(event.data().getLong("estimatedWaitMs")).isBetween(truth / 2, truth * 2);
        });
    }

    private MetricsPage metrics() {
        return Now.get(cluster.console(0).metrics());
    }
}
