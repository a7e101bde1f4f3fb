package io.seckill.backend.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.backend.command.CutoverMarkerCheck;
import io.seckill.backend.command.RecordTime;
import io.seckill.backend.deliver.Reply;
import io.seckill.backend.fixture.Commands;
import io.seckill.backend.operate.Waits;
import io.seckill.backend.parallel.handler.Handler;
import io.seckill.backend.parallel.handler.Mode;
import io.seckill.backend.parallel.lane.EngineSettings;
import io.seckill.backend.parallel.lane.HandlerAvailability;
import io.seckill.backend.parallel.lane.LaneStage;
import io.seckill.backend.parallel.lane.Lanes;
import io.seckill.backend.parallel.lane.RetryRecords;
import io.seckill.backend.parallel.lane.TakeOver;
import io.seckill.backend.recovery.transactions.QueueWatch;
import io.seckill.backend.trace.CommandTracer;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.layout.Layout;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.Partitioning;
import io.seckill.v1.Command;
import io.seckill.v1.QueuePosition;
import io.seckill.v1.Result;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member, one whose process stood still above all: its queues may be others' by now. */
class EngineLoopTest {
    private static final TopicSettings TOPICS =
            new TopicSettings("test", 1, 1, 1, Partitioning.SLOTS, OrderingKey.ITEM);
    private static final TopicPartition QUEUE = new TopicPartition(TOPICS.requests(), 0);
    private static final TopicPartition OTHER = new TopicPartition(TOPICS.requests(), 1);
    private static final EngineSettings SETTINGS = LaneStage.settings(Mode.KEYED, 10, 3);
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

    private final Commands commands = new Commands("gateway:1", new SplittableRandom(1));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> handedOut = new ArrayList<>();
    private final Member member = new Member();
    private final Mailbox mailbox = new Mailbox();
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:1")); // of nothing here
    private final QueueWatch queues = new QueueWatch(
            new KafkaSettings("127.0.0.1:1", Map.of(), "group"), "watch", new Waits(registry, System::nanoTime));
    private long now = Duration.ofHours(1).toNanos();
    private Map<TopicPartition, String> refused = Map.of();
    private final EngineLoop loop = new EngineLoop(parts(), SETTINGS, audience(), queues, new EngineMeters(registry));

    /** A consumer whose group may have put it out. */
    private static final class Member extends MockConsumer<byte[], byte[]> {
        boolean putOut;
        boolean leaderIsNew; // and has yet to say how far its log goes

        Member() {
            super("earliest");
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> positions, Duration timeout) {
            if (putOut) {
                throw new CommitFailedException();
            }
            commitSync(positions);
        }

        @Override
        public synchronized long position(TopicPartition queue) {
            if (leaderIsNew) {
                throw new AssertionError("the engine's thread would wait for the position");
            }
            return super.position(queue);
        }

        @Override
        public synchronized long position(TopicPartition queue, Duration patience) {
            if (leaderIsNew && patience.isZero()) {
                throw new TimeoutException();
            }
            return position(queue);
        }

        @Override
        public synchronized OptionalLong currentLag(TopicPartition queue) {
            return leaderIsNew ? OptionalLong.empty() : super.currentLag(queue);
        }
    }

    @BeforeEach
    void openTheQueue() {
        member.updateBeginningOffsets(Map.of(QUEUE, 0L));
        member.updateEndOffsets(Map.of(QUEUE, 0L));
        member.subscribe(List.of(QUEUE.topic()), loop.assigned());
        member.rebalance(List.of(QUEUE));
        loop.turn();
    }

    @AfterEach
    void close() {
        admin.close(Duration.ZERO);
        queues.close();
    }

    @Test
    void afterALongPauseNothingIsHandedOutBeforeTheGroupHasConfirmedTheMember() {
        append("a");
        loop.turn();
        loop.turn();
        assertThat(handedOut).containsExactly("a");
        append("b");
        loop.turn(); // polls it into the buffer

        now += SESSION_TIMEOUT.toNanos();
        member.putOut = true;
        loop.turn();
        loop.turn();
        assertThat(handedOut).containsExactly("a");

        member.putOut = false;
        loop.turn();
        assertThat(handedOut).containsExactly("a", "b");
    }

    @Test
    void whoIsPutOutHandsOutNothingOfWhatItHadBuffered() {
        append("a");
        loop.turn();

        now += SESSION_TIMEOUT.toNanos();
        member.putOut = true;
        loop.turn();
        member.rebalance(List.of());
        loop.turn();

        assertThat(handedOut).isEmpty();
    }

    @Test
    void aPositionThatIsNotKnownNowIsNotWaitedFor() {
        member.leaderIsNew = true;
        now += Duration.ofSeconds(2).toNanos(); // time to observe again
        append("a");
        loop.turn();
        loop.turn();

        assertThat(handedOut).containsExactly("a");
    }

    @Test
    void aQueueThatCannotBeOpenedStopsNoOther() {
        refused = Map.of(OTHER, "commands are gone");
        member.rebalance(List.of());
        member.rebalance(List.of(QUEUE, OTHER));
        loop.turn();
        loop.turn();
        append("a");
        loop.turn();
        loop.turn();

        assertThat(handedOut).containsExactly("a");
        assertThat(loop.notReadyReason()).hasValue("opening 1 queues; queue 1: commands are gone");
    }

    private void append(String item) {
        Command purchase = commands.purchase(item, "user");
        long offset = member.endOffsets(Set.of(QUEUE)).get(QUEUE);
        member.updateEndOffsets(Map.of(QUEUE, offset + 1));
        member.addRecord(new ConsumerRecord<>(
                QUEUE.topic(), 0, offset, item.getBytes(StandardCharsets.UTF_8), purchase.toByteArray()));
    }

    private EngineLoop.Parts parts() {
        Predecessors predecessors = new Predecessors(admin, "group", TOPICS.requests(), () -> Layout.first(TOPICS));
        KafkaLanePort outlet = new KafkaLanePort(
                new RetryRecords(TOPICS),
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()),
                predecessors,
                new KafkaLanePort.Records(
                        new RecordTime(InstantSource.system(), registry),
                        new CutoverMarkerCheck(() -> new MockConsumer<>("earliest"), TOPICS.slots()),
                        CommandTracer.off()),
                mailbox,
                () -> now);
        Handler handler = attempt -> {
            handedOut.add(attempt.command().getItemId());
            return Promise.<Result>promise().future();
        };
        HandlerAvailability dependency = new HandlerAvailability(handler, outlet, SETTINGS);
        Lanes lanes = new Lanes(OrderingKey.ITEM, SETTINGS, dependency, outlet, registry);
        return new EngineLoop.Parts(member, dependency, lanes, mailbox, outlet, this::takeOver, SESSION_TIMEOUT);
    }

    private CompletableFuture<TakeOverReader.Found> takeOver(Set<TopicPartition> unread) {
        Map<TopicPartition, TakeOver> found = unread.stream()
                .filter(queue -> !refused.containsKey(queue))
                .collect(Collectors.toMap(Function.identity(), queue -> new TakeOver(0, 0, new ArrayList<>(), null)));
        return CompletableFuture.completedFuture(new TakeOverReader.Found(found, refused));
    }

    private static DecisionListener audience() {
        return new DecisionListener() {
            @Override
            public void tell(List<Reply> replies) {}

            @Override
            public void decided(List<QueuePosition> positions) {}
        };
    }
}
