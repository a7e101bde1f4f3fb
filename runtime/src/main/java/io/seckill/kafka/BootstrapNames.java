package io.seckill.kafka;

import io.seckill.settings.SettingsException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the name of a broker: where none has an address yet, as in a cluster that is just coming up, Kafka refuses
 * to make a client.
 */
public final class BootstrapNames {
    /** For a process that serves. */
    public static final Duration FOR_EVER = Duration.ofDays(10_000);

    /** For a command that somebody waits for. */
    public static final Duration FOR_A_COMMAND = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(BootstrapNames.class);
    private static final long LOOK_AGAIN_MILLIS = 1_000;
    private static final Duration SAY_AGAIN = Duration.ofSeconds(30);

    private final Predicate<String> known;
    private final LongSupplier nanoTime;
    private final Rest rest;

    /** Time to let pass between two looks. */
    interface Rest {
        void millis(long millis) throws InterruptedException;
    }

    BootstrapNames(Predicate<String> known, LongSupplier nanoTime, Rest rest) {
        this.known = known;
        this.nanoTime = nanoTime;
        this.rest = rest;
    }

    /**
     * Blocks until one of the {@code kafka} servers has an address; says that it waits at once and each 30 s.
     *
     * @throws SettingsException where none has after {@code longest}
     */
    public static void await(KafkaSettings kafka, Duration longest) throws InterruptedException {
        new BootstrapNames(BootstrapNames::isKnown, System::nanoTime, Thread::sleep)
                .await(kafka.bootstrapServers(), longest);
    }

    void await(String servers, Duration longest) throws InterruptedException {
        List<String> each = List.of(servers.trim().split("\\s*,\\s*", -1));
        long start = nanoTime.getAsLong();
        long said = start - SAY_AGAIN.toNanos();
        while (each.stream().noneMatch(known)) {
            long now = nanoTime.getAsLong();
            if (now - start >= longest.toNanos()) {
                throw new SettingsException("no name in " + servers + " has an address (bootstrapServers)");
            }
            if (now - said >= SAY_AGAIN.toNanos()) {
                log.warn("waiting for Kafka: no name in {} has an address yet", servers);
                said = now;
            }
            rest.millis(LOOK_AGAIN_MILLIS);
        }
    }

    /** True also for what is no address at all: Kafka's clients say best what is wrong with it. */
    static boolean isKnown(String server) {
        String host = Utils.getHost(server);
        Integer port = Utils.getPort(server);
        return host == null || port == null || !new InetSocketAddress(host, port).isUnresolved();
    }
}
