package io.seckill.backend.repartition;

import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.layout.Layout;
import io.seckill.layout.LayoutLog;
import io.seckill.layout.LayoutView;
import io.seckill.settings.SettingsException;
import io.seckill.slots.Partitioning;
import io.seckill.slots.SlotMap;
import io.seckill.slots.Slots;
import io.seckill.v1.GrowthPhase;
import io.seckill.v1.QueueOffset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;

/**
 * Adds queues, from phase to phase. For one thread, which it blocks.
 *
 * <p>All that it knows it has read from the topic seckill.slots: ended anywhere and begun again, it goes on where it stood. A
 * mark that is written twice does no harm, the second is passed over.
 */
public final class Repartitioning implements AutoCloseable {
    private static final String CLIENT = "seckill-grow";

    /** The key at which the log is asked for its time. */
    private static final String CLOCK = "growth";

    /** Longer than the gateways' producers take to notice partitions: nobody holds anything back while it waits for that. */
    private static final long NOTICE_MILLIS = 2_500;

    /**
     * What is to grow.
     *
     * @param group the deciding group
     */
    public record Subject(KafkaSettings kafka, TopicSettings topics, String group) {}

    private final Subject subject;
    private final RepartitioningReport report;
    private final RandomGenerator random;
    private final LayoutLog log;
    private final Admin admin;
    private final DecidingGroup backends;
    private long written = -1; // where the layout stands on which the next step builds

    /** Connects to the cluster of {@code subject}; says to {@code report} what happens. */
    public Repartitioning(Subject subject, RepartitioningReport report, RandomGenerator random) {
        this.subject = subject;
        this.report = report;
        this.random = random;
        this.log = new LayoutLog(subject.kafka(), subject.topics().slots(), CLIENT);
        this.admin = Admin.create(subject.kafka().asking(Map.of("client.id", CLIENT)));
        this.backends =
                new DecidingGroup(admin, subject.group(), subject.topics().requests());
    }

    /**
     * Grows to {@code queues}, or goes on with a growth to as many; returns once it is over.
     *
     * @throws SettingsException where that cannot be done, or another growth is under way
     */
    public void to(int queues) throws InterruptedException {
        Layout layout = standing();
        if (layout.phase() == GrowthPhase.GROWTH_PHASE_STEADY) {
            if (layout.table().queues() == queues) {
                report.line("there are %d queues, by table %d"
                        .formatted(layout.table().queues(), layout.table().version()));
                return;
            }
            check(layout, queues);
            report.line("growing from %d queues to %d".formatted(layout.table().queues(), queues));
        } else if (layout.queues() == queues) {
            report.line("going on with a growth to %d queues: %s".formatted(queues, layout.phase()));
        } else {
            throw new SettingsException("a growth to " + layout.queues() + " queues is under way: finish that first");
        }
        drive(layout, queues);
    }

    private Layout standing() {
        LayoutView view = log.read();
        Layout layout = view.layout();
        written = view.layoutOffset();
        if (layout == null) {
            throw new SettingsException("the topic " + subject.topics().slots()
                    + " holds no layout: start a gateway or a backend first, which write it");
        }
        return layout;
    }

    private static void check(Layout layout, int queues) {
        int now = layout.table().queues();
        if (layout.partitioner() != Partitioning.SLOTS) {
            throw new SettingsException("topics.partitioner is " + layout.partitioner()
                    + ": with another number of queues nearly every key would move, and none could be handed over");
        }
        if (queues <= now || queues % now != 0 || queues > TopicSettings.MAX_QUEUES) {
            throw new SettingsException("there are " + now + " queues: --queues takes a multiple of that, up to "
                    + TopicSettings.MAX_QUEUES);
        }
    }

    private void drive(Layout begun, int queues) throws InterruptedException {
        Layout layout = begun;
        if (layout.phase() == GrowthPhase.GROWTH_PHASE_STEADY) {
            addPartitions(queues);
            layout = write(layout.freezing(queues));
        }
        SlotMap old = layout.table();
        SlotMap next = nextOf(layout);
        if (layout.phase() == GrowthPhase.GROWTH_PHASE_FREEZING) {
            report.line("FREEZING: %d of %d slots move".formatted(moving(old, next), Slots.COUNT));
            awaitGateways(next.version());
            layout = mark(layout, old, next);
        }
        awaitBackends(layout);
        write(layout.grown());
        log.write(CLOCK, null);
        report.line("STEADY: %d queues, by table %d".formatted(next.queues(), next.version()));
    }

    private void addPartitions(int queues) throws InterruptedException {
        Partitions partitions = new Partitions(admin, subject.topics());
        partitions.grow(queues);
        report.until("the new partitions have leaders", () -> partitions.missing(queues), List::isEmpty);
        report.line("the topics have %d partitions".formatted(queues));
        report.rest(NOTICE_MILLIS);
        report.until("backends hold all queues; not yet", () -> backends.unheld(queues), List::isEmpty);
        report.line("backends hold %d queues".formatted(queues));
    }

    private void awaitGateways(long version) throws InterruptedException {
        report.until(
                "all gateways hold back what moves; not yet",
                () -> {
                    long now = log.write(CLOCK, new byte[0]).timestamp();
                    return Gateways.notFrozen(log.read().leases(), version, now);
                },
                List::isEmpty);
        report.line("what moves is held back by %d gateway(s)"
                .formatted(log.read().leases().size()));
    }

    private Layout mark(Layout layout, SlotMap old, SlotMap next) {
        try (CutoverMarkers marks =
                new CutoverMarkers(subject.kafka(), subject.topics().requests(), random)) {
            List<Integer> from = IntStream.range(0, old.queues()).boxed().toList();
            List<Integer> to =
                    IntStream.range(old.queues(), next.queues()).boxed().toList();
            var awaits = marks.await(next, from, to);
            var seals = marks.seal(next, from, to);
            report.line("%d seals and %d awaits are in the queues".formatted(seals.size(), awaits.size()));
            return write(layout.switched(seals, awaits));
        }
    }

    private void awaitBackends(Layout layout) throws InterruptedException {
        report.line("SWITCHED: what moves goes to the new queues");
        List<QueueOffset> marks = new ArrayList<>(layout.seals());
        marks.addAll(layout.awaits());
        report.until(
                "backends have passed all seals and awaits; not yet in queues",
                () -> backends.notPast(marks),
                List::isEmpty);
    }

    /** Of two who take the same step at once, the first in the log has done it, and the other one ends. */
    private Layout write(Layout layout) {
        if (log.read().layoutOffset() != written || !log.append(layout).counts()) {
            throw new SettingsException("somebody else has changed the layout meanwhile: another grow is at work");
        }
        written = log.read().layoutOffset();
        return layout;
    }

    private static SlotMap nextOf(Layout layout) {
        SlotMap next = layout.next();
        if (next == null) {
            throw new IllegalStateException("a growth without a next table: " + layout.phase());
        }
        return next;
    }

    private static long moving(SlotMap old, SlotMap next) {
        return IntStream.range(0, Slots.COUNT)
                .filter(slot -> old.queueOfSlot(slot) != next.queueOfSlot(slot))
                .count();
    }

    @Override
    public void close() {
        log.close();
        admin.close(Duration.ZERO);
    }
}
