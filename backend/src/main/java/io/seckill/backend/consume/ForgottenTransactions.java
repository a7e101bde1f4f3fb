package io.seckill.backend.consume;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions that are open in a partition and nowhere else.
 *
 * <p>Brokers of Kafka 4.3.1 take a partition for deleted while it has no leader, as after a crash of all of them, and close
 * a transaction without its marker there (KAFKA-20734). Nobody would ever write that marker, and nothing behind the
 * transaction could be read again. It is recognised in the way of KIP-664: open in the partition, then ended in the words of
 * its coordinator, then still open in the partition. In a sound cluster that cannot be, since the coordinator ends a
 * transaction after its last marker is written. A transaction of which the coordinator says nothing is left alone.
 */
final class ForgottenTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(ForgottenTransactions.class);

    private static final Set<TransactionState> ENDED =
            Set.of(TransactionState.EMPTY, TransactionState.COMPLETE_COMMIT, TransactionState.COMPLETE_ABORT);

    private final Admin admin;
    private final String group;

    /** Those that can stand in the way of {@code group}. */
    ForgottenTransactions(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    private record Open(TopicPartition part, long producer, int epoch, int coordinatorEpoch, long from) {
        static Open of(TopicPartition part, ProducerState state) {
            return new Open(
                    part,
                    state.producerId(),
                    state.producerEpoch(),
                    state.coordinatorEpoch().orElse(0),
                    state.currentTransactionStartOffset().orElseThrow());
        }

        AbortTransactionSpec abort() {
            return new AbortTransactionSpec(part, producer, (short) epoch, coordinatorEpoch);
        }
    }

    /** Ends those that have written to {@code parts}. */
    void endIn(Collection<TopicPartition> parts) throws InterruptedException {
        endIn(() -> parts);
    }

    /** Ends those that have moved the group's positions. */
    void endInPositions() throws InterruptedException {
        endIn(() -> List.of(positions()));
    }

    private interface Parts {
        Collection<TopicPartition> find() throws InterruptedException, ExecutionException;
    }

    private void endIn(Parts wanted) throws InterruptedException {
        try {
            Collection<TopicPartition> parts = wanted.find();
            Set<Open> forgotten = openIn(parts);
            if (!forgotten.isEmpty()) {
                Set<Long> ended = ended(forgotten);
                forgotten.removeIf(one -> !ended.contains(one.producer()));
            }
            if (!forgotten.isEmpty()) {
                forgotten.retainAll(openIn(parts));
            }
            for (Open one : forgotten) {
                LOG.warn("aborting a transaction that the cluster has forgotten: {}", one);
                admin.abortTransaction(one.abort()).all().get();
            }
        } catch (ExecutionException e) {
            LOG.warn("cannot look for forgotten transactions, kafka-transactions.sh can: {}", e.getMessage());
        }
    }

    /** Where the broker keeps the group's positions, by its own rule. */
    private TopicPartition positions() throws InterruptedException, ExecutionException {
        int count =
                admin.describeTopics(List.of(Topic.GROUP_METADATA_TOPIC_NAME)).allTopicNames().get().values().stream()
                        .mapToInt(topic -> topic.partitions().size())
                        .sum();
        return new TopicPartition(Topic.GROUP_METADATA_TOPIC_NAME, Utils.abs(group.hashCode()) % count);
    }

    private Set<Open> openIn(Collection<TopicPartition> parts) throws InterruptedException, ExecutionException {
        Set<Open> open = new HashSet<>();
        for (var part : admin.describeProducers(parts).all().get().entrySet()) {
            PartitionProducerState producers = part.getValue();
            producers.activeProducers().stream()
                    .filter(state -> state.currentTransactionStartOffset().isPresent())
                    .forEach(state -> open.add(Open.of(part.getKey(), state)));
        }
        return open;
    }

    private Set<Long> ended(Set<Open> open) throws InterruptedException, ExecutionException {
        List<Long> producers = open.stream().map(Open::producer).distinct().toList();
        ListTransactionsOptions theirs = new ListTransactionsOptions().filterProducerIds(producers);
        return admin.listTransactions(theirs).all().get().stream()
                .filter(listing -> ENDED.contains(listing.state()))
                .map(TransactionListing::producerId)
                .collect(Collectors.toSet());
    }
}
