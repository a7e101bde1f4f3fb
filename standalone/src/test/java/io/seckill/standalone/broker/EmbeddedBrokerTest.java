package io.seckill.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.net.FreePorts;
import io.seckill.process.LogSettings;
import io.seckill.settings.SettingsException;
import io.seckill.testkit.TestPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbeddedBrokerTest {
    private static final LogSettings LOG = new LogSettings("text", "info");

    @Test
    void temporaryDataAreGoneAfterTheStop() {
        Path data;
        try (EmbeddedBroker broker = start(0, "")) {
            data = broker.dataFolder();
            assertThat(data).isNotEmptyDirectory();
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void keptDataAreThereAgainAfterARestartInTheSameJvm(@TempDir Path folder) throws Exception {
        String clusterId;
        try (EmbeddedBroker broker = start(0, folder.toString());
                Admin admin = admin(broker)) {
            clusterId = admin.describeCluster().clusterId().get(40, TimeUnit.SECONDS);
            admin.createTopics(List.of(new NewTopic("kept", 3, (short) 1)))
                    .all()
                    .get(40, TimeUnit.SECONDS);
        }
        try (EmbeddedBroker broker = start(0, folder.toString());
                Admin admin = admin(broker)) {
            assertThat(admin.describeCluster().clusterId().get(40, TimeUnit.SECONDS))
                    .isEqualTo(clusterId);
            assertThat(admin.listTopics().names().get(40, TimeUnit.SECONDS)).containsExactly("kept");
        }
    }

    @Test
    void transactionsAreOfTheSafeVersion() throws Exception {
        try (EmbeddedBroker broker = start(0, "");
                Admin admin = admin(broker)) {
            var features = admin.describeFeatures().featureMetadata().get(40, TimeUnit.SECONDS);
            assertThat(features.finalizedFeatures())
                    .hasEntrySatisfying(
                            "transaction.version",
                            range -> assertThat(range.maxVersionLevel()).isEqualTo((short) 2));
        }
    }

    @Test
    void itsTwoPortsDifferThoughChanceGivesTheOneThatWasSet() {
        int port = new FreePorts(() -> 0).next("127.0.0.1");
        BrokerSettings settings = new BrokerSettings("127.0.0.1", port, "", Map.of(), LOG);

        try (EmbeddedBroker broker = EmbeddedBroker.start(settings, new FreePorts(() -> 0))) {
            assertThat(broker.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
        }
    }

    @Test
    void aTakenPortIsOneClearLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(taken.getLocalPort(), ""))
                    .isInstanceOf(SettingsException.class)
                    .hasMessage("broker.port: 127.0.0.1:" + taken.getLocalPort() + " is taken");
        }
    }

    @Test
    void aFolderWithOtherThingsInItIsLeftAlone(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("thesis.txt"), "chapter 1");
        assertThatThrownBy(() -> start(0, folder.toString()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("has something else in it");
    }

    @Test
    void aFolderThatCannotBeMadeIsOneClearLine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> start(0, file.resolve("data").toString()))
                .isInstanceOf(SettingsException.class)
                .hasMessage("cannot create the data folder " + file.resolve("data"));
    }

    @Test
    void aFolderServesOneBrokerAtATime(@TempDir Path folder) {
        try (EmbeddedBroker first = start(0, folder.toString())) {
            assertThatThrownBy(() -> start(0, folder.toString()))
                    .isInstanceOf(SettingsException.class)
                    .hasMessage("the data folder " + first.dataFolder() + " is in use by another broker");
        }
    }

    @Test
    void aBrokerPropertyThatKafkaRefusesIsOneClearLine() {
        var settings = new BrokerSettings("127.0.0.1", 0, "", Map.of("num.io.threads", "none"), LOG);
        assertThatThrownBy(() -> EmbeddedBroker.start(settings, TestPorts.FREE))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("broker.properties")
                .hasMessageContaining("num.io.threads");
    }

    @Test
    void onlyLoopbackAddressesAreListenedOn() {
        assertThatThrownBy(() -> new BrokerSettings("0.0.0.0", 0, "", Map.of(), LOG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("loopback");
    }

    private EmbeddedBroker start(int port, String dataDir) {
        return EmbeddedBroker.start(new BrokerSettings("127.0.0.1", port, dataDir, Map.of(), LOG), TestPorts.FREE);
    }

    private static Admin admin(EmbeddedBroker broker) {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }
}
