package io.seckill.standalone.broker;

import io.seckill.net.FreePorts;
import io.seckill.settings.SettingsException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.TransactionVersion;

/**
 * A Kafka cluster of one node, controller and broker, in this JVM.
 *
 * <p>Replication is 1 and nothing is flushed to disk by force: what was acknowledged survives the end of the process,
 * not of the machine.
 *
 * <p>A fault that a broker cannot survive (its disk gone, say) makes Kafka end the process, {@code Exit.halt}. That is
 * left as it is: without the broker nothing here can serve, and a half-dead one must not go on acknowledging. What can
 * be known beforehand, a port or a folder, is therefore tried first and reported by {@link SettingsException}.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private final KafkaRaftServer server;
    private final DataFolder data;
    private final String bootstrapServers;

    private EmbeddedBroker(KafkaRaftServer server, DataFolder data, String bootstrapServers) {
        this.server = server;
        this.data = data;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts a broker and returns when it serves; blocks for seconds.
     *
     * @param free gives the ports that the settings leave open
     * @throws SettingsException where the port is taken or the data folder cannot be used
     */
    public static EmbeddedBroker start(BrokerSettings settings, FreePorts free) {
        BrokerSettings certain = settings.withCertainPort(free);
        if (!FreePorts.isFree(certain.host(), certain.port())) {
            throw new SettingsException("broker.port: " + certain.address() + " is taken");
        }
        DataFolder data = DataFolder.of(certain.dataDir());
        try {
            return launch(certain, data, free);
        } catch (ConfigException e) {
            data.release();
            throw new SettingsException("broker.properties: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            data.release();
            throw e;
        }
    }

    private static EmbeddedBroker launch(BrokerSettings settings, DataFolder data, FreePorts free) {
        if (!data.formatted()) {
            format(data.path());
        }
        int controllerPort = controllerPort(settings, free);
        KafkaConfig config = new KafkaConfig(ServerProperties.of(settings, data.path(), controllerPort), false);
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw e;
        }
        return new EmbeddedBroker(server, data, settings.address());
    }

    /** Not the broker's own: that one is free as well, as long as nobody listens there. */
    private static int controllerPort(BrokerSettings settings, FreePorts free) {
        int port = free.next(settings.host());
        return port == settings.port() ? free.next(settings.host()) : port;
    }

    /** {@code host:port}, as Kafka clients want it. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Where the data lie. */
    public Path dataFolder() {
        return data.path();
    }

    /** Whether the data go with the broker. */
    public boolean isTemporary() {
        return data.temporary();
    }

    /** Stops the broker and deletes temporary data; blocks until both are done. */
    @Override
    public void close() {
        try {
            server.shutdown();
            server.awaitShutdown();
        } finally {
            data.release();
        }
    }

    private static void format(Path folder) {
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(ServerProperties.NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName(ServerProperties.CONTROLLER_LISTENER)
                    .setMetadataLogDirectory(folder.toString())
                    .addDirectory(folder.toString())
                    // KIP-890: a transaction cannot be completed by the fenced owner of its producer id.
                    .setFeatureLevel(TransactionVersion.FEATURE_NAME, TransactionVersion.TV_2.featureLevel())
                    .run();
        } catch (Exception e) {
            throw new SettingsException("cannot format the data folder " + folder + ": " + e.getMessage(), e);
        }
    }
}
