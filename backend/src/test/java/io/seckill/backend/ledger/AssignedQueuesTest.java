package io.seckill.backend.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.commit.OpenPipeline;
import io.seckill.backend.decide.Ledger;
import io.seckill.backend.event.QueueEvents;
import io.seckill.backend.fixture.Members;
import io.seckill.backend.recovery.LedgerLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AssignedQueuesTest {
    private static final TopicPartition QUEUE = new TopicPartition("requests", 0);

    private int generation = 1;
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none") {
        @Override
        public synchronized ConsumerGroupMetadata groupMetadata() {
            return Members.of("group", generation, "member");
        }
    };
    private final List<Supplier<ConsumerGroupMetadata>> members = new ArrayList<>(); // of the loads that were started
    private final AssignedQueues assignment = new AssignedQueues(
            consumer, OpenPipeline.open(), this::start, Duration.ZERO, any -> {}, any -> QueueEvents.OFF);

    @Test
    void aLoadGoesOnInTheGenerationOfARebalanceThatLeavesItsQueueHere() {
        consumer.subscribe(List.of(QUEUE.topic()), assignment);
        consumer.rebalance(List.of(QUEUE));
        assignment.advance();

        generation = 2;
        assignment.advance();

        assertThat(members)
                .singleElement()
                .extracting(member -> member.get().generationId())
                .isEqualTo(2);
    }

    @Test
    void noLoadIsOfAMemberWithoutAGenerationWhichNoBrokerWouldFence() {
        consumer.subscribe(List.of(QUEUE.topic()), assignment);
        consumer.rebalance(List.of(QUEUE));
        assignment.advance();

        generation = -1;
        assignment.advance();

        assertThat(members)
                .singleElement()
                .extracting(member -> member.get().generationId())
                .isEqualTo(1);
    }

    private List<LedgerLoad> start(Set<TopicPartition> queues, Supplier<ConsumerGroupMetadata> member) {
        members.add(member);
        return queues.stream()
                .map(queue -> new LedgerLoad(queue, "orders", new Ledger(7)))
                .toList();
    }
}
