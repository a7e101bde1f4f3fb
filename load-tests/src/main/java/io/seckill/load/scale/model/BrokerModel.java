package io.seckill.load.scale.model;

import io.seckill.load.scale.event.Worker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A broker: the logs of the queues that it leads. It works off one request of each connection at a time, as Kafka does. */
final class BrokerModel {
    /** The queues of the benchmark: for so many the cost of a batch was measured. */
    private static final double MEASURED_QUEUES = 5;

    private final Context context;
    private final ProcessModel process;
    private final Map<Integer, Deque<Buyer>> logs = new HashMap<>();
    private final Map<Integer, Runnable> waiting =
            new HashMap<>(); // by queue: what its owner does when something comes
    private final List<Follower> followers = new ArrayList<>();

    BrokerModel(Context context, ProcessModel process) {
        this.context = context;
        this.process = process;
    }

    /** Has {@code other} keep copies of what is written here. */
    void followedBy(BrokerModel other) {
        followers.add(new Follower(other.process));
    }

    /** One client more. */
    Worker connection(String name) {
        return process.worker(name);
    }

    /** Appends {@code batch}; {@code acknowledged} comes when all copies are there. */
    void append(Worker connection, List<Buyer> batch, Runnable acknowledged) {
        Assumptions assumptions = context.assumptions();
        double work = process.work(assumptions.appendShare(), batch.size(), assumptions.appendBatchShare());
        connection.run(
                work,
                () -> replicate(batch.size(), () -> {
                    process.litter(batch.size());
                    batch.forEach(buyer -> log(buyer.queue()).addLast(buyer));
                    acknowledged.run();
                    batch.forEach(buyer -> wake(buyer.queue()));
                }));
    }

    private void wake(int queue) {
        Runnable owner = waiting.remove(queue);
        if (owner != null) {
            owner.run();
        }
    }

    /** What {@code queue} has, {@code limit} at the most. */
    List<Buyer> take(int queue, int limit) {
        List<Buyer> taken = new ArrayList<>();
        Deque<Buyer> log = log(queue);
        while (!log.isEmpty() && taken.size() < limit) {
            taken.add(log.removeFirst());
        }
        return taken;
    }

    /** Puts back what was taken and never decided. */
    void putBack(Buyer buyer) {
        log(buyer.queue()).addFirst(buyer);
    }

    /** Has {@code owner} run once when something comes into {@code queue}. */
    void await(int queue, Runnable owner) {
        waiting.put(queue, owner);
    }

    /** The work of a fetch that returns {@code count}. */
    void fetch(Worker connection, int count, Runnable answer) {
        Assumptions assumptions = context.assumptions();
        connection.run(process.work(assumptions.fetchShare(), count, assumptions.fetchBatchShare()), answer);
    }

    /**
     * This broker's part of a transaction.
     *
     * @param count decisions that it stores
     * @param queues of which they are
     * @param coordinates whether it is the coordinator as well
     */
    void transact(Worker connection, int count, int queues, boolean coordinates, Runnable done) {
        Assumptions assumptions = context.assumptions();
        double ofPurchase = 1 - assumptions.appendShare() - assumptions.fetchShare();
        double ofBatch = 1 - assumptions.appendBatchShare() - assumptions.fetchBatchShare();
        double fixed = coordinates ? 1 - assumptions.queueShare() : 0;
        double perQueue = assumptions.queueShare() * queues / MEASURED_QUEUES;
        double work = process.work(ofPurchase, count, ofBatch * (fixed + perQueue));
        connection.run(work, () -> replicate(count, done));
    }

    private void replicate(int count, Runnable done) {
        if (followers.isEmpty()) {
            done.run();
            return;
        }
        int[] missing = {followers.size()};
        for (Follower follower : followers) {
            follower.copy(count, () -> {
                if (--missing[0] == 0) {
                    done.run();
                }
            });
        }
    }

    private Deque<Buyer> log(int queue) {
        return logs.computeIfAbsent(queue, first -> new ArrayDeque<>());
    }

    /** Another broker that fetches what is written here: all that has come since its last fetch, at once. */
    private final class Follower {
        private final ProcessModel process;
        private final Worker thread;
        private int count;
        private List<Runnable> copied = new ArrayList<>();
        private boolean busy;

        Follower(ProcessModel process) {
            this.process = process;
            this.thread = process.worker("replica");
        }

        void copy(int more, Runnable done) {
            count += more;
            copied.add(done);
            fetch();
        }

        private void fetch() {
            if (busy || copied.isEmpty()) {
                return;
            }
            busy = true;
            Assumptions assumptions = context.assumptions();
            double ofPurchase = assumptions.appendShare() * assumptions.replicaShare();
            double ofBatch = assumptions.fetchBatchShare() * assumptions.replicaShare();
            double work = process.work(ofPurchase, count, ofBatch);
            List<Runnable> these = copied;
            copied = new ArrayList<>();
            count = 0;
            context.hop(() -> thread.run(
                    work,
                    () -> context.hop(() -> {
                        these.forEach(Runnable::run);
                        busy = false;
                        fetch();
                    })));
        }
    }
}
