package io.seckill.e2e.cluster;

import static org.awaitility.Awaitility.await;

import io.seckill.kafka.KafkaSettings;
import io.seckill.layout.Layout;
import io.seckill.layout.LayoutLog;
import io.seckill.layout.LayoutView;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;

/** The topic seckill.slots as whoever adds queues uses it; for the test's thread. */
public final class SlotsTopic implements AutoCloseable {
    private final String bootstrapServers;
    private final LayoutLog log;

    /** The topic on the cluster at {@code bootstrapServers}. */
    public SlotsTopic(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.log = new LayoutLog(new KafkaSettings(bootstrapServers, Map.of(), "group"), "seckill.slots", "test");
    }

    /** The layout as it is now. */
    public Layout layout() {
        Layout layout = log.read().layout();
        if (layout == null) {
            throw new AssertionError("there is no layout");
        }
        return layout;
    }

    /** What every gateway has said last, by its address. */
    public Map<String, LayoutView.Lease> leases() {
        return log.read().leases();
    }

    /** Writes {@code layout} and returns it. */
    public Layout write(Layout layout) {
        log.write(layout);
        return layout;
    }

    /** Gives the request topic {@code count} partitions. */
    public void addQueues(int count) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createPartitions(Map.of("seckill.requests", NewPartitions.increaseTo(count)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("no partitions were added", e);
        }
    }

    /** Waits until every gateway says that it holds back for the table of {@code version}. */
    public void awaitFrozen(long version) {
        await("gateways freeze")
                .until(() -> leases().values().stream()
                        .allMatch(lease -> lease.lease().getFrozenVersion() >= version));
    }

    @Override
    public void close() {
        log.close();
    }
}
