package io.seckill.e2e.cluster;

import static org.awaitility.Awaitility.await;

import io.seckill.e2e.guarantee.Evidence;
import java.util.List;
import java.util.stream.IntStream;

/** A broker with gateways and backends around it, wherever they run; used by one thread, the test's. */
public abstract class Deployment implements AutoCloseable {
    private final OpenStore store;
    private final Caller caller = new Caller();
    private final Journal journal = new Journal();

    Deployment(Store store) {
        this.store = store.open();
    }

    /** Where Kafka clients find the broker. */
    public abstract String bootstrapServers();

    /** Gateways that run. */
    public abstract int gateways();

    /** Where buyers find a gateway; numbered from 0. */
    public abstract Shop shop(int gateway);

    /** Where operators find a gateway. */
    public abstract Console console(int gateway);

    /** Where operators find a backend; numbered from 0. */
    public abstract Console backendConsole(int backend);

    /** What the buyers of all shops were told. */
    public final Journal journal() {
        return journal;
    }

    /** The test's own clients. */
    public final Caller caller() {
        return caller;
    }

    /** What backends must be told of their store, as {@code path=value}. */
    final List<String> storeOverrides() {
        return store.overrides();
    }

    /** Stops or kills everything, and deletes the data. */
    @Override
    public void close() {
        store.close();
        caller.close();
    }

    /** Puts {@code item} on sale and waits until every gateway shows it. */
    public final void openSale(String item, SaleTerms terms) {
        await("sale of " + item + " accepted")
                .until(() -> Now.get(console(0).put(item, terms)).status() == 200);
        awaitShown(item);
    }

    /** Has every gateway show {@code item} as on sale, where there is no backend to put it there. */
    public final void announce(String item) {
        Announcement.publish(bootstrapServers(), item, SaleTerms.open(1_000_000));
        awaitShown(item);
    }

    private void awaitShown(String item) {
        for (int i = 0; i < gateways(); i++) {
            Shop shop = shop(i);
            await("sale of " + item + " shown")
                    .until(() -> Now.get(shop.item(item)).status() == 200);
        }
    }

    /** What is committed. */
    public final Ledger ledger() {
        return store.ledger(bootstrapServers());
    }

    /** Has the store remember in which order it decides. A backend must have started before. */
    public final void observeDecisions() {
        store.observe();
    }

    /** What was sold, in the order in which that was decided; the key of each is its item. */
    public final List<KeyOrder.Step> decided() {
        return store.decided(bootstrapServers());
    }

    /** What the scenario has left behind, once no gateway has an open request. */
    public final Evidence evidence() {
        List<MetricsPage> pages =
                IntStream.range(0, gateways()).mapToObj(this::settled).toList();
        return new Evidence(journal(), ledger(), pages);
    }

    private MetricsPage settled(int gateway) {
        Console console = console(gateway);
        return await("no request open at gateway " + gateway)
                .until(() -> Now.get(console.metrics()), page -> page.total("seckill_requests_open") == 0);
    }
}
