package io.seckill.backend.recovery.transactions;

import io.seckill.backend.operate.Waits;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.Refusals;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the partitions that this process reads go on, by their high watermarks: a reader of committed records takes
 * the last stable offset for the end, and cannot tell "all read" from "nothing can be read". On a thread of its own.
 */
public final class QueueWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(QueueWatch.class);

    private static final Duration EVERY = Duration.ofSeconds(1);

    /** A partition with records that nobody reads for so long stands still. */
    private static final Duration STALLED_AFTER = Duration.ofSeconds(3);

    private final Refusals refusals = new Refusals(log);
    private final Admin admin;
    private final Waits waits;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(run -> new Thread(run, "seckill-watch"));
    private volatile Map<TopicPartition, Long> positions = Map.of(); // as the reader said last
    private volatile Map<TopicPartition, Long> ends = Map.of(); // high watermarks
    private final Map<TopicPartition, Stand> stands = new HashMap<>(); // of the own thread

    /** A partition with unread records: since when its reader has been where it is. */
    private record Stand(long position, long since, Waits.@Nullable Wait stall) {
        boolean stalled() {
            return System.nanoTime() - since >= STALLED_AFTER.toNanos();
        }
    }

    /** A watch whose connection is named {@code clientId}; what stands still is among {@code waits}. */
    public QueueWatch(KafkaSettings kafka, String clientId, Waits waits) {
        this.admin = Admin.create(kafka.asking(Map.of("client.id", clientId)));
        this.waits = waits;
    }

    /**
     * Where {@code reader} is in {@code part}, or {@code otherwise} where it does not know at once, as while it hears from a new
     * leader how far the log goes. Never waits: who decides must not be held up to be observed.
     */
    public static long position(Consumer<?, ?> reader, TopicPartition part, long otherwise) {
        try {
            return reader.position(part, Duration.ZERO);
        } catch (KafkaException notKnown) { // if it is more than that, the next poll finds it too
            return otherwise;
        }
    }

    /** Begins to look. */
    public void start() {
        var unused =
                thread.scheduleWithFixedDelay(this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The reader is at {@code latest} now, and reads no other partition. Any thread may say so. */
    public void positions(Map<TopicPartition, Long> latest) {
        positions = Map.copyOf(latest);
    }

    /** Records of {@code part} from {@code position} to the high watermark, but {@code known} at least. */
    public long lag(TopicPartition part, long position, long known) {
        return Math.max(known, ends.getOrDefault(part, position) - position);
    }

    private void look() {
        try {
            Map<TopicPartition, Long> read = positions;
            ends = ends(read);
            List.copyOf(stands.keySet()).stream()
                    .filter(part -> !read.containsKey(part))
                    .forEach(this::goesOn);
            for (Map.Entry<TopicPartition, Long> each : read.entrySet()) {
                look(each.getKey(), each.getValue(), ends.getOrDefault(each.getKey(), 0L));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            refusals.failed("the ends of partitions are not known", e); // readers say that the cluster is away
        }
    }

    private void look(TopicPartition part, long position, long end) throws InterruptedException {
        Stand before = stands.get(part);
        if (position >= end || (before != null && before.position() != position)) {
            goesOn(part);
        } else if (before == null) {
            stands.put(part, new Stand(position, System.nanoTime(), null));
        } else if (before.stalled()) {
            String what =
                    part + " to go on at " + position + ", before " + (end - position) + " records: " + openIn(part);
            if (before.stall() == null) {
                stands.put(part, new Stand(position, before.since(), waits.begin(what)));
            } else {
                before.stall().is(what);
            }
        }
    }

    private void goesOn(TopicPartition part) {
        Stand ended = stands.remove(part);
        if (ended != null && ended.stall() != null) {
            ended.stall().close();
        }
    }

    private Map<TopicPartition, Long> ends(Map<TopicPartition, Long> read) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> asked =
                read.keySet().stream().collect(Collectors.toMap(part -> part, part -> OffsetSpec.latest()));
        ListOffsetsResult answers = admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED));
        Map<TopicPartition, Long> found = new HashMap<>();
        for (TopicPartition part : asked.keySet()) {
            try {
                found.put(
                        part,
                        AdminAnswers.await(answers.partitionResult(part), "the end of " + part)
                                .offset());
            } catch (KafkaException e) {
                log.debug("the end of {} is not known", part, e);
            }
        }
        return found;
    }

    /** What is open in {@code part}, for people. */
    private String openIn(TopicPartition part) throws InterruptedException {
        List<Hanging> open = Hanging.in(part, admin.describeProducers(List.of(part)));
        if (open.isEmpty()) {
            return "no transaction is open in it";
        }
        List<Long> producers = open.stream().map(Hanging::producerId).toList();
        String owners = AdminAnswers.await(
                        admin.listTransactions(new ListTransactionsOptions().filterProducerIds(producers))
                                .all(),
                        "the transactions of " + producers)
                .stream()
                .map(QueueWatch::name)
                .collect(Collectors.joining(", "));
        return open + (owners.isEmpty() ? ", of which no coordinator knows" : " of " + owners);
    }

    private static String name(TransactionListing listing) {
        return listing.transactionalId() + " (" + listing.state() + ")";
    }

    @Override
    public void close() {
        thread.shutdownNow();
        admin.close(Duration.ZERO);
    }
}
