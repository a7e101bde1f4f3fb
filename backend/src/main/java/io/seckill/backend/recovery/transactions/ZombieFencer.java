package io.seckill.backend.recovery.transactions;

import io.seckill.backend.membership.OwnerId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.FenceProducersOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions of owners that are dead, so that a take-over need not wait for the broker to time them out.
 *
 * <p>Transactional ids name their owner, and so do consumers' client ids. An open transaction whose owner is no member
 * of the group belongs to a backend that the group has expelled. It can never commit, since its positions would be
 * refused for their generation, so to fence it takes nothing from anybody: a member wrongly taken for dead would only
 * have one transaction fail, and would write it again. Without the rights for these requests the broker's time-out
 * remains.
 */
final class ZombieFencer {
    private static final Logger log = LoggerFactory.getLogger(ZombieFencer.class);

    private final Admin admin;
    private final String group;

    ZombieFencer(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    /**
     * Fences those that there are now.
     *
     * @param patience how long the cluster may take for each answer
     * @throws KafkaException where it refuses, or takes longer
     */
    void fence(Duration patience) throws InterruptedException {
        int millis = Math.toIntExact(patience.toMillis());
        // Open transactions first, members second: whoever joins in between is seen as a member.
        List<String> open = openTransactions(millis);
        Set<String> members = members(new DescribeConsumerGroupsOptions().timeoutMs(millis));
        List<String> dead = open.stream().filter(id -> ownerIsGone(id, members)).toList();
        if (!dead.isEmpty()) {
            log.info("aborting the open transactions of owners that left the group: {}", dead);
            FenceProducersOptions options = new FenceProducersOptions().timeoutMs(millis);
            AdminAnswers.await(admin.fenceProducers(dead, options).all(), "that they are fenced: " + dead);
        }
    }

    private List<String> openTransactions(int millis) throws InterruptedException {
        ListTransactionsOptions ours = new ListTransactionsOptions()
                .filterStates(Set.of(TransactionState.ONGOING))
                .timeoutMs(millis);
        return AdminAnswers.await(admin.listTransactions(ours).all(), "the open transactions").stream()
                .map(TransactionListing::transactionalId)
                .toList();
    }

    private boolean ownerIsGone(String transactionalId, Set<String> members) {
        return OwnerId.ofTransactionalId(transactionalId)
                .filter(owner -> owner.group().equals(group))
                .filter(owner -> !members.contains(owner.toString()))
                .isPresent();
    }

    /** The client ids of those in the group now. */
    Set<String> members() throws InterruptedException {
        return members(new DescribeConsumerGroupsOptions());
    }

    private Set<String> members(DescribeConsumerGroupsOptions options) throws InterruptedException {
        return AdminAnswers.await(
                        admin.describeConsumerGroups(List.of(group), options).all(), "the members of " + group)
                .values()
                .stream()
                .flatMap(description -> description.members().stream())
                .map(MemberDescription::clientId)
                .collect(Collectors.toSet());
    }
}
