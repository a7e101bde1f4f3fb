package io.seckill.load.scale.model;

import io.seckill.load.measure.Role;
import io.seckill.load.scale.event.Worker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A backend's committing thread: one transaction at a time, with all that waits for it. Then the results leave, in batches
 * for each gateway.
 */
final class CommitModel {
    /** Of a backend's cost per batch, the part of a transaction and of what delivers it. */
    private static final double TRANSACTION_SHARE = 0.7;

    private final Context context;
    private final ProcessModel process;
    private final List<BrokerModel> brokers;
    private final Backlog backlog;
    private final Worker committer;
    private final Worker outbox;
    private final List<Worker> connections = new ArrayList<>(); // one to each broker
    private final int coordinator;
    private List<Buyer> waiting = new ArrayList<>();
    private List<Runnable> whenDurable = new ArrayList<>();
    private List<Runnable> whenTaken = new ArrayList<>();
    private int pending;
    private double serialWork;
    private boolean committing;
    private boolean alive = true;

    CommitModel(Context context, ProcessModel process, List<BrokerModel> brokers, Backlog backlog) {
        this.context = context;
        this.process = process;
        this.brokers = brokers;
        this.backlog = backlog;
        this.committer = process.worker("committing thread");
        this.outbox = process.worker("delivering thread");
        this.coordinator = context.random().nextInt(brokers.size());
        brokers.forEach(broker -> connections.add(broker.connection("transaction")));
    }

    void kill() {
        alive = false;
    }

    /**
     * Microseconds of transactions so far, but for their fixed parts. One follows the other, and so these parts are shared by
     * ever more purchases, while this time sets the limit of a backend.
     */
    double serialWork() {
        return serialWork;
    }

    /** Whether no more should be decided for now. */
    boolean full() {
        return (long) pending * context.grain() >= context.assumptions().maxPending();
    }

    /** Does {@code then} once nothing waits to be committed, or after {@code patience}. */
    void awaitTaken(double patience, Runnable then) {
        if (waiting.isEmpty()) {
            then.run();
            return;
        }
        boolean[] done = {false};
        Runnable once = () -> {
            if (!done[0]) {
                done[0] = true;
                then.run();
            }
        };
        whenTaken.add(once);
        context.events().after(patience, once);
    }

    /** Commits {@code decided} with the next transaction, then runs {@code durable} and delivers the results. */
    void put(List<Buyer> decided, Runnable durable) {
        waiting.addAll(decided);
        whenDurable.add(durable);
        pending += decided.size();
        commitNext();
    }

    private void commitNext() {
        if (committing || waiting.isEmpty() || !alive) {
            return;
        }
        committing = true;
        List<Buyer> batch = waiting;
        List<Runnable> durable = whenDurable;
        waiting = new ArrayList<>();
        whenDurable = new ArrayList<>();
        List<Runnable> taken = whenTaken;
        whenTaken = new ArrayList<>();
        taken.forEach(Runnable::run);
        double work = process.work(context.assumptions().commitShare(), batch.size(), TRANSACTION_SHARE);
        committer.run(
                work,
                () -> write(batch, () -> {
                    if (alive) {
                        pending -= batch.size();
                        durable.forEach(Runnable::run);
                        deliver(batch);
                        committing = false;
                        commitNext();
                    }
                }));
    }

    private void write(List<Buyer> batch, Runnable done) {
        Map<Integer, List<Buyer>> parts = new HashMap<>();
        parts.put(coordinator, new ArrayList<>());
        batch.forEach(buyer -> parts.computeIfAbsent(buyer.queue() % brokers.size(), first -> new ArrayList<>())
                .add(buyer));
        int largest = parts.values().stream().mapToInt(List::size).max().orElse(0);
        serialWork += context.grain() * (batch.size() * ofCommit() + largest * ofTransaction());
        double hops = context.assumptions().commitHops() * context.assumptions().hop();
        int[] missing = {parts.size()};
        parts.forEach((broker, part) -> {
            Set<Integer> queues = new HashSet<>();
            part.forEach(buyer -> queues.add(buyer.queue()));
            brokers.get(broker)
                    .transact(connections.get(broker), part.size(), queues.size(), broker == coordinator, () -> {
                        if (--missing[0] == 0) {
                            context.events().after(hops, done);
                        }
                    });
        });
    }

    private double ofCommit() {
        return context.costs().of(Role.BACKEND).perPurchase()
                * context.assumptions().commitShare();
    }

    private double ofTransaction() {
        Assumptions assumptions = context.assumptions();
        return context.costs().of(Role.BROKER).perPurchase()
                * (1 - assumptions.appendShare() - assumptions.fetchShare());
    }

    private void deliver(List<Buyer> batch) {
        Map<GatewayModel, List<Buyer>> byGateway = new LinkedHashMap<>();
        for (Buyer buyer : batch) {
            backlog.decided(buyer.queue());
            byGateway
                    .computeIfAbsent(buyer.gateway(), first -> new ArrayList<>())
                    .add(buyer);
        }
        Assumptions assumptions = context.assumptions();
        double share = 1 - assumptions.decideShare() - assumptions.commitShare();
        int most = Math.max(1, assumptions.maxResults() / context.grain());
        byGateway.forEach((gateway, all) -> {
            for (int from = 0; from < all.size(); from += most) {
                List<Buyer> some = all.subList(from, Math.min(all.size(), from + most));
                outbox.run(process.work(share, some.size(), 0), () -> context.hop(() -> gateway.resolve(some)));
            }
        });
    }
}
