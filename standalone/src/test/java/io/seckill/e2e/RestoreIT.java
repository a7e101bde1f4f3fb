package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/deploy.md} tells of backups: from the brokers' volumes a sale goes on where it was. */
class RestoreIT {
    @AutoClose
    private final Cluster cluster = Cluster.start("topics.queues=2");

    @Test
    void aSaleGoesOnFromTheBackupAndSellsNoUnitTwice(@TempDir Path backup) {
        cluster.openSale("phone", SaleTerms.open(4));
        assertThat(buy("ann")).isEqualTo("201");
        assertThat(buy("bob")).isEqualTo("201");
        stopAll();
        cluster.backUp(backup);
        startAll();
        assertThat(buy("cid")).isEqualTo("201");
        stopAll();

        cluster.restore(backup);
        startAll();

        assertThat(buy("ann")).isEqualTo("409 LIMIT_REACHED");
        assertThat(buy("cid")).as("what came after the backup is lost").isEqualTo("201");
        assertThat(buy("dan")).isEqualTo("201");
        assertThat(buy("eve")).isEqualTo("409 SOLD_OUT");
        assertThat(cluster.ledger().orders()).hasSize(4);
    }

    private void stopAll() {
        cluster.stopGateway(0);
        cluster.stopBackend(0);
        cluster.stopBroker();
    }

    private void startAll() {
        cluster.startBroker();
        cluster.startBackend();
        cluster.startGateway();
        await("phone shown").until(() -> Now.get(cluster.shop(0).item("phone")).status() == 200);
    }

    private String buy(String user) {
        return Now.get(cluster.shop(0).buyWaiting(user, "phone", 30)).outcome();
    }
}
