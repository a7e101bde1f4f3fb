package io.seckill.load.scale.model;

import io.seckill.load.scale.event.Worker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A backend: one thread polls and decides, {@link CommitModel} commits and delivers. */
final class BackendModel {
    /** Until it looks again whether there is room for more. */
    private static final double FULL_POLL = 5_000;

    /** Of a backend's cost per batch, the part of a poll; the rest is the transaction's. */
    private static final double POLL_SHARE = 0.3;

    private final Context context;
    private final ProcessModel process;
    private final List<BrokerModel> brokers;
    private final List<Worker> connections = new ArrayList<>(); // one to each broker
    private final Worker decider;
    private final CommitModel commits;
    private final List<Integer> owned = new ArrayList<>();
    private final Set<Buyer> taken = new LinkedHashSet<>(); // polled, and not yet durable
    private boolean alive = true;
    private boolean polling;
    private boolean busy; // whether the latest poll brought many
    private double busyAt;

    BackendModel(Context context, ProcessModel process, List<BrokerModel> brokers, Backlog backlog) {
        this.context = context;
        this.process = process;
        this.brokers = brokers;
        this.decider = process.worker("deciding thread");
        this.commits = new CommitModel(context, process, brokers, backlog);
        brokers.forEach(broker -> connections.add(broker.connection("fetch")));
    }

    boolean alive() {
        return alive;
    }

    /** See {@link CommitModel#serialWork}. */
    double serialWork() {
        return commits.serialWork();
    }

    /** The queues that it owns now. */
    List<Integer> owned() {
        return owned;
    }

    /** Begins to decide {@code queue}. */
    void own(int queue) {
        owned.add(queue);
        poll();
    }

    /** Reads the ledger of one queue first, which takes {@code work} of one core. */
    void takeOver(int queue, double work) {
        process.worker("load").run(work, () -> own(queue));
    }

    /** Dies: what was not durable is still in the log. */
    void kill() {
        alive = false;
        commits.kill();
        List<Buyer> undecided = new ArrayList<>(taken);
        for (int i = undecided.size() - 1; i >= 0; i--) {
            brokerOf(undecided.get(i).queue()).putBack(undecided.get(i));
        }
    }

    private BrokerModel brokerOf(int queue) {
        return brokers.get(queue % brokers.size());
    }

    private void poll() {
        if (polling || !alive) {
            return;
        }
        polling = true;
        if (commits.full()) {
            context.events().after(FULL_POLL, this::again);
            return;
        }
        double spacing = context.assumptions().pollSpacing();
        commits.awaitTaken(
                spacing, () -> context.events().after(busy ? busyAt + spacing - context.now() : 0, this::fetch));
    }

    private void again() {
        polling = false;
        poll();
    }

    private void fetch() {
        List<Buyer> records = new ArrayList<>();
        Map<Integer, Integer> byBroker = new TreeMap<>();
        Collections.rotate(owned, 1); // where a poll is full, another queue is the last one next time
        for (int queue : owned) {
            int room = context.assumptions().maxPoll() / context.grain() - records.size();
            List<Buyer> some = brokerOf(queue).take(queue, alive ? room : 0);
            if (!some.isEmpty()) {
                records.addAll(some);
                byBroker.merge(queue % brokers.size(), some.size(), Integer::sum);
            }
        }
        if (records.isEmpty()) {
            busy = false;
            polling = false; // the next record has it poll again, as does a queue that it takes over
            owned.forEach(queue -> brokerOf(queue).await(queue, this::poll));
            return;
        }
        taken.addAll(records);
        int[] missing = {byBroker.size()};
        byBroker.forEach((broker, count) -> ask(broker, count, () -> {
            if (--missing[0] == 0) {
                decide(records);
            }
        }));
    }

    private void ask(int broker, int count, Runnable answer) {
        context.hop(() -> brokers.get(broker).fetch(connections.get(broker), count, () -> context.hop(answer)));
    }

    private void decide(List<Buyer> records) {
        busy = (long) records.size() * context.grain() >= context.assumptions().busyFrom();
        busyAt = context.now();
        double work = process.work(context.assumptions().decideShare(), records.size(), POLL_SHARE);
        decider.run(work, () -> {
            process.litter(records.size());
            if (alive) {
                commits.put(records, () -> records.forEach(taken::remove));
                again();
            }
        });
    }
}
