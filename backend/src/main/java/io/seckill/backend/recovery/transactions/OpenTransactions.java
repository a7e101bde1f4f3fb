package io.seckill.backend.recovery.transactions;

import io.seckill.backend.membership.OwnerId;
import io.seckill.backend.recovery.transactions.HangingTransactions.Judged;
import io.seckill.process.Causes;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Transactions that whoever opened them will not end, and behind which nothing can be read. Every call blocks. */
public final class OpenTransactions {
    private static final Logger log = LoggerFactory.getLogger(OpenTransactions.class);

    /** How long the cluster may take for each answer, where nobody is known to wait for it, and where somebody does. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private static final Duration LONG = Duration.ofSeconds(10);

    private final ZombieFencer deadOwners;
    private final HangingTransactions hanging;
    private final ReentrantLock lock;

    public OpenTransactions(ZombieFencer deadOwners, HangingTransactions hanging, ReentrantLock lock) {
        this.deadOwners = deadOwners;
        this.hanging = hanging;
        this.lock = lock;
    }

    private void fence() throws InterruptedException {
        try {
            deadOwners.fence(LONG);
        } catch (KafkaException e) {
            log.warn("cannot abort a dead owner's transaction, the broker's time-out will", e);
        }
    }

    private interface Clearing {
        List<String> run() throws InterruptedException;
    }

    private List<String> alone(Clearing clearing) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            fence();
            return clearing.run();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Aborts what owners have left open that are not in the group any more, where that is soon done. Else nothing is lost:
     * whoever finds something withheld clears it, and takes the time that this needs.
     */
    public void fenceDeadOwners() throws InterruptedException {
        if (!lock.tryLock()) {
            return;
        }
        try {
            deadOwners.fence(SOON);
        } catch (KafkaException e) {
            log.info("dead owners are fenced only where they withhold something: {}", Causes.inOneLine(e));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Clears {@code parts} of the ledger, where something could not be read, for {@code member}, who holds their queues.
     *
     * @return what stays open, and why; nothing where all will be readable soon
     * @throws KafkaException where the cluster does not say, or refuses
     */
    public List<String> clear(Collection<TopicPartition> parts, ConsumerGroupMetadata member)
            throws InterruptedException {
        return alone(() -> hanging.settle(parts, member));
    }

    /** Clears the group's positions, where one could not be told; as above. */
    public List<String> clearPositions() throws InterruptedException {
        return alone(() -> hanging.abort(List.of(hanging.positions()), any -> true));
    }

    /**
     * Clears {@code items} of what owners left that are gone; as above. Their successors tell all statuses again. Those of
     * a living owner are his to end, who knows that he must tell again.
     */
    public List<String> clearItems(TopicPartition items) throws InterruptedException {
        return alone(() -> {
            Set<String> members = deadOwners.members();
            return hanging.abort(
                    List.of(items),
                    owner -> owner.filter(each -> members.contains(each.toString()))
                            .isEmpty());
        });
    }

    /**
     * What a backend that lives finds open and nobody will end.
     *
     * @param settled how many of them have ended for their coordinator, it is known how, and clearing would close them
     * @param owners the backends that opened those
     * @param reasons what is open otherwise, and why it stays so; transactions that run are not among them
     */
    public record Found(int settled, Set<String> owners, List<String> reasons) {}

    /** Looks at {@code parts}, and changes nothing. */
    public Found look(Collection<TopicPartition> parts) throws InterruptedException {
        List<Judged> judged = hanging.in(parts);
        List<Judged> settled = hanging.settled(judged);
        return new Found(
                settled.size(),
                settled.stream()
                        .flatMap(each -> each.owner().stream())
                        .map(OwnerId::toString)
                        .collect(Collectors.toSet()),
                judged.stream()
                        .filter(each -> !each.known() && each.overdue())
                        .map(Judged::toString)
                        .toList());
    }

    /** Looks at the group's positions as above. */
    public Found lookAtPositions() throws InterruptedException {
        return look(List.of(hanging.positions()));
    }

    /** Closes what this living owner, {@code owner}, finds of itself in {@code items}; it must tell all again. */
    public List<String> clearOwnItems(TopicPartition items, String owner) throws InterruptedException {
        return alone(() -> hanging.abort(
                List.of(items),
                found -> found.filter(each -> each.toString().equals(owner)).isPresent()));
    }
}
