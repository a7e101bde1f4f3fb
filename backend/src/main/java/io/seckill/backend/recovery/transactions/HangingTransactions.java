package io.seckill.backend.recovery.transactions;

import io.seckill.backend.membership.OwnerId;
import io.seckill.backend.recovery.transactions.Hanging.End;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions that are open in a partition and nowhere else, as they ended in the words of their coordinator.
 *
 * <p>Brokers of Kafka 4.3.1 take a partition for deleted while it has no leader, as after a crash of all of them, and close
 * a transaction without its marker there, an aborted one like a committed one (KAFKA-20734). Nobody would ever write that
 * marker, and nothing behind the transaction could be read again. It is recognised in the way of KIP-664: open in the
 * partition, then ended for its coordinator, then still open in the partition. In a sound cluster that cannot be, since
 * the coordinator ends a transaction after its last marker is written.
 *
 * <p>What was aborted is aborted. What was committed, buyers were told of: {@link Rewriter} writes it again, and then
 * the rest is aborted. Where {@link TransactionHistory} does not say which of the two, nothing is done but to say so.
 * One thread at a time.
 */
public final class HangingTransactions {
    private static final Logger log = LoggerFactory.getLogger(HangingTransactions.class);

    private static final Set<TransactionState> ENDED =
            EnumSet.of(TransactionState.EMPTY, TransactionState.COMPLETE_COMMIT, TransactionState.COMPLETE_ABORT);

    private final Admin admin;
    private final String group;
    private final TransactionHistory history;
    private final Rewriter rewriter;
    private final InstantSource clock;
    private final Duration guard;

    /**
     * Those that can stand in the way of {@code group}.
     *
     * @param guard how old a transaction must be, by its last record, before it is touched
     */
    public HangingTransactions(
            Admin admin,
            String group,
            TransactionHistory history,
            Rewriter rewriter,
            InstantSource clock,
            Duration guard) {
        this.admin = admin;
        this.group = group;
        this.history = history;
        this.rewriter = rewriter;
        this.clock = clock;
        this.guard = guard;
    }

    /**
     * What is known of an open transaction.
     *
     * @param owner whose it is, where a backend opened it
     * @param end how it ended
     * @param overdue whether it should have ended by now
     * @param why why it is not known how; for people
     */
    public record Judged(Hanging open, Optional<OwnerId> owner, End end, boolean overdue, String why) {
        boolean known() {
            return end != End.UNKNOWN;
        }

        @Override
        public String toString() {
            return open + (known() ? ", " + end : ": " + why);
        }
    }

    /** What is open in {@code parts} now. */
    public List<Judged> in(Collection<TopicPartition> parts) throws InterruptedException {
        List<Hanging> open = openIn(parts);
        if (open.isEmpty()) {
            return List.of();
        }
        Map<Long, List<TransactionListing>> listings = listings(open);
        List<Judged> judged = new ArrayList<>();
        for (Hanging each : open) {
            judged.add(judge(each, listings.getOrDefault(each.producerId(), List.of())));
        }
        // Of other groups' positions nothing here is behind, and nothing is ours to end.
        judged.removeIf(each -> each.open().part().topic().equals(Topic.GROUP_METADATA_TOPIC_NAME)
                && each.owner().filter(owner -> owner.group().equals(group)).isEmpty());
        return judged;
    }

    private Judged judge(Hanging open, List<TransactionListing> listings) throws InterruptedException {
        boolean overdue = clock.millis() - open.lastTimestamp() >= guard.toMillis();
        if (listings.isEmpty()) {
            return new Judged(open, Optional.empty(), End.UNKNOWN, overdue, "no coordinator knows of it");
        }
        String name = listings.get(0).transactionalId();
        Optional<OwnerId> owner = OwnerId.ofTransactionalId(name);
        for (TransactionListing each : listings) {
            if (!ENDED.contains(each.state())) {
                return new Judged(open, owner, End.UNKNOWN, overdue, name + " is " + each.state());
            }
        }
        if (!overdue) {
            return new Judged(open, owner, End.UNKNOWN, false, name + " wrote to it less than " + guard + " ago");
        }
        String why = name + " has ended it, and no log says how; see kafka-transactions.sh find-hanging";
        return new Judged(open, owner, history.of(name, open), true, why);
    }

    /**
     * Ends those of {@code parts} of which it is known how they ended.
     *
     * @param member as whom positions are committed with what is written again: the one who holds the queue
     * @return what stays open, and why
     */
    public List<String> settle(Collection<TopicPartition> parts, ConsumerGroupMetadata member)
            throws InterruptedException {
        return settle(parts, Optional.of(member), any -> true);
    }

    /** As above, but only transactions of the owners that {@code mine} says, and nothing is written again. */
    public List<String> abort(Collection<TopicPartition> parts, Predicate<Optional<OwnerId>> mine)
            throws InterruptedException {
        return settle(parts, Optional.empty(), mine);
    }

    private List<String> settle(
            Collection<TopicPartition> parts, Optional<ConsumerGroupMetadata> member, Predicate<Optional<OwnerId>> mine)
            throws InterruptedException {
        List<Judged> judged = new ArrayList<>(in(parts));
        if (judged.stream().anyMatch(Judged::known)) {
            List<Hanging> still = openIn(parts);
            judged.removeIf(each -> still.stream().noneMatch(each.open()::sameTransaction));
        }
        Map<String, List<Judged>> byPart = judged.stream()
                .filter(each -> mine.test(each.owner()))
                .collect(Collectors.groupingBy(
                        each -> each.open().part().toString(), TreeMap::new, Collectors.toList()));
        List<String> reasons = new ArrayList<>();
        for (List<Judged> open : byPart.values()) {
            open.sort(Comparator.comparingLong(each -> each.open().from()));
            open.stream().filter(each -> !each.known()).map(Judged::toString).forEach(reasons::add);
            end(open, member);
        }
        return reasons;
    }

    /** Those of {@code judged} that {@link #settle} would end. */
    public List<Judged> settled(List<Judged> judged) {
        return settled(judged, rewriter::isFor);
    }

    /** Those of {@code judged} of which it is known how they ended, where {@code rewritten} says what can be written again. */
    public static List<Judged> settled(List<Judged> judged, Predicate<TopicPartition> rewritten) {
        Set<TopicPartition> behindUnknown = judged.stream()
                .filter(each -> !each.known())
                .map(each -> each.open().part())
                .filter(rewritten)
                .collect(Collectors.toSet());
        return judged.stream()
                .filter(each ->
                        each.known() && !behindUnknown.contains(each.open().part()))
                .toList();
    }

    /** Ends what is known among all that is open in one partition. */
    private void end(List<Judged> open, Optional<ConsumerGroupMetadata> member) throws InterruptedException {
        List<Hanging> committed = open.stream()
                .filter(each -> each.end() == End.COMMITTED)
                .map(Judged::open)
                .toList();
        boolean rewriting =
                member.isPresent() && rewriter.isFor(open.get(0).open().part());
        if (rewriting && !open.stream().allMatch(Judged::known)) {
            return; // what is written again would come behind what is open still, and perhaps is older
        }
        if (rewriting) {
            if (!committed.isEmpty()) {
                log.warn("writing again what was committed and left open by the cluster: {}", committed);
            }
            rewriter.rewrite(open.stream().map(Judged::open).toList(), committed, member.get());
        }
        for (Judged each : open) {
            if (each.known()) {
                log.warn("closing a transaction that the cluster left open: {}", each);
                AdminAnswers.await(admin.abortTransaction(each.open().abort()).all(), "that it is closed: " + each);
            }
        }
    }

    /** Where the broker keeps the group's positions, by its own rule. */
    public TopicPartition positions() throws InterruptedException {
        return AdminAnswers.coordinated(admin, Topic.GROUP_METADATA_TOPIC_NAME, group);
    }

    private List<Hanging> openIn(Collection<TopicPartition> parts) throws InterruptedException {
        DescribeProducersResult asked = admin.describeProducers(parts);
        List<Hanging> open = new ArrayList<>();
        for (TopicPartition part : parts) {
            open.addAll(Hanging.in(part, asked));
        }
        return open;
    }

    private Map<Long, List<TransactionListing>> listings(List<Hanging> open) throws InterruptedException {
        List<Long> producers = open.stream().map(Hanging::producerId).distinct().toList();
        ListTransactionsOptions theirs = new ListTransactionsOptions().filterProducerIds(producers);
        return AdminAnswers.await(admin.listTransactions(theirs).all(), "the transactions of producers " + producers)
                .stream()
                .collect(Collectors.groupingBy(TransactionListing::producerId));
    }
}
