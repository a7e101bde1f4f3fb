package io.seckill.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.GroupMember;
import io.seckill.kafka.GroupLag;
import io.seckill.kafka.GroupLagReader;
import io.seckill.kafka.TopicSettings;
import io.seckill.kafka.Topics;
import io.seckill.settings.Cli;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.Partitioning;
import io.seckill.testkit.TestBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Two brokers, one topic of five queues, three producers, groups G0 and G1; C0 and C1 are in G1. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class PositionsTest {
    private static final int QUEUES = 5;
    private static final int RECORDS_PER_PRODUCER = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final TopicSettings topics = new TopicSettings("two", QUEUES, 2, 1, Partitioning.SLOTS, OrderingKey.ITEM);
    private final Set<String> sent = new HashSet<>();
    private final List<KafkaProducer<String, String>> producers = new ArrayList<>();
    private final List<GroupMember> members = new ArrayList<>();
    private final Random random = new Random(seed());
    private TestBroker brokers;
    private Admin admin;

    private static long seed() {
        long seed = Long.getLong("positions.seed", System.nanoTime());
        System.out.println("positions.seed=" + seed);
        return seed;
    }

    @BeforeAll
    void start() throws Exception {
        brokers = TestBroker.start(2);
        Map<String, Object> cluster = Map.of("bootstrap.servers", brokers.bootstrapServers());
        admin = Admin.create(cluster);
        new Topics(topics).ensure(admin).toCompletableFuture().join();
        for (int i = 0; i < 3; i++) {
            producers.add(new KafkaProducer<>(cluster, new StringSerializer(), new StringSerializer()));
        }
    }

    @AfterAll
    void stop() throws IOException {
        members.forEach(GroupMember::close);
        producers.forEach(KafkaProducer::close);
        admin.close();
        brokers.close();
    }

    @Test
    void positionsBelongToGroupAndQueueWhoeverHoldsIt() throws Exception {
        assertThat(leaders()).as("both brokers lead queues").hasSize(2);
        GroupMember alone = member("G0", "B0");
        GroupMember c0 = member("G1", "C0");
        GroupMember c1 = member("G1", "C1");
        await().atMost(TIMEOUT).until(() -> holders("G0").size() == QUEUES);
        await().atMost(TIMEOUT).until(() -> Set.copyOf(holders("G1").values()).equals(Set.of("C0", "C1")));
        send();
        everythingCame("G0", alone);
        everythingCame("G1", c0, c1);
        show();

        alone.close();
        await().atMost(TIMEOUT).until(() -> holders("G0").isEmpty());
        Map<Integer, Long> before = positions("G0");
        c0.close();
        await().atMost(TIMEOUT)
                .until(() -> holders("G1").size() == QUEUES
                        && Set.copyOf(holders("G1").values()).equals(Set.of("C1")));
        send();
        everythingCame("G1", c0, c1);
        show();
        assertThat(positions("G0")).as("whatever G1 does").isEqualTo(before);

        c1.close();
        await().atMost(TIMEOUT).until(() -> holders("G1").isEmpty());
        show();
        assertThat(positions("G0")).isEqualTo(before);
        assertThat(lag("G1")).as("a position needs no consumer").isZero();
        assertThat(lag("G0")).isEqualTo(3 * RECORDS_PER_PRODUCER);

        GroupMember successor = member("G0", "B1");
        everythingCame("G0", alone, successor);
        assertThat(successor.received()).as("nothing before the position").hasSize(3 * RECORDS_PER_PRODUCER);
    }

    @Test
    void groupThatNobodyHasIsSaidToHaveNoPosition() throws Exception {
        assertThat(standings(Optional.of("nobodys"))).isEmpty();
        assertThat(Cli.run(
                        new BackendMain(),
                        "positions",
                        "--group=nobodys",
                        "--set=kafka.bootstrapServers=" + brokers.bootstrapServers()))
                .isZero();
    }

    private GroupMember member(String group, String name) {
        GroupMember member = new GroupMember(brokers, topics.requests(), group, name);
        members.add(member);
        return member;
    }

    /** Each producer sends to whatever queue it likes. */
    private void send() {
        for (int i = 0; i < RECORDS_PER_PRODUCER; i++) {
            for (int producer = 0; producer < producers.size(); producer++) {
                String value = "P" + producer + "-" + sent.size();
                int queue = random.nextInt(QUEUES);
                var unused = producers.get(producer).send(new ProducerRecord<>(topics.requests(), queue, "key", value));
                sent.add(value);
            }
        }
        producers.forEach(KafkaProducer::flush);
    }

    private void everythingCame(String group, GroupMember... to) {
        await().atMost(TIMEOUT).until(() -> lag(group) == 0);
        await().atMost(TIMEOUT)
                .until(() -> Stream.of(to)
                        .flatMap(member -> member.received().stream())
                        .collect(Collectors.toSet())
                        .equals(sent));
    }

    private void show() {
        assertThat(Cli.run(
                        new BackendMain(),
                        "positions",
                        "--set=kafka.bootstrapServers=" + brokers.bootstrapServers(),
                        "--set=topics.prefix=" + topics.prefix()))
                .isZero();
    }

    private Set<Integer> leaders() throws Exception {
        return admin.describeTopics(List.of(topics.requests())).allTopicNames().get().values().stream()
                .flatMap(topic -> topic.partitions().stream())
                .map(queue -> queue.leader().id())
                .collect(Collectors.toSet());
    }

    /** Who holds each queue; fails where two do. */
    private Map<Integer, String> holders(String group) {
        Map<Integer, String> holders = new HashMap<>();
        for (GroupLag standing : standings(Optional.of(group))) {
            for (GroupLag.Holder holder : standing.holders()) {
                assertThat(holders.put(holder.queue(), holder.member()))
                        .as("another holder of %s in %s", holder, group)
                        .isNull();
            }
        }
        return holders;
    }

    private Map<Integer, Long> positions(String group) {
        return standings(Optional.of(group)).stream()
                .flatMap(standing -> standing.queues().stream())
                .collect(Collectors.toMap(GroupLag.Queue::queue, GroupLag.Queue::position));
    }

    private long lag(String group) {
        return standings(Optional.of(group)).stream()
                .flatMap(standing -> standing.queues().stream())
                .mapToLong(GroupLag.Queue::lag)
                .sum();
    }

    private List<GroupLag> standings(Optional<String> group) {
        return new GroupLagReader(admin, topics)
                .read(group)
                .toCompletableFuture()
                .join();
    }
}
