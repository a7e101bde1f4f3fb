package io.seckill.load.scale.model;

import io.seckill.load.scale.event.Worker;
import java.util.ArrayList;
import java.util.List;

/**
 * A gateway's producer: commands linger, and those that came meanwhile leave together, one request at a time to each broker.
 * While commands are few they do not linger.
 */
final class BatchingProducer {
    /** Of a gateway's cost per batch: a request to a broker, or a batch of results. */
    static final double HALF = 0.5;

    private static final int LINGERS_PER_LOOK = 4;

    private final Context context;
    private final ProcessModel process;
    private final Worker sender;
    private final List<Lane> lanes = new ArrayList<>();
    private long appended;
    private long appendedThen;
    private boolean gathering;

    BatchingProducer(Context context, ProcessModel process, List<BrokerModel> brokers) {
        this.context = context;
        this.process = process;
        this.sender = process.worker("sender");
        brokers.forEach(broker -> lanes.add(new Lane(broker)));
        look();
    }

    /** Whether to linger is looked at now and then. */
    private void look() {
        double every = context.assumptions().linger() * LINGERS_PER_LOOK;
        long since = (appended - appendedThen) * context.grain();
        gathering = since >= (long) context.assumptions().gatheringFrom() * LINGERS_PER_LOOK;
        appendedThen = appended;
        context.events().after(every, this::look);
    }

    void append(Buyer buyer) {
        appended++;
        lanes.get(buyer.queue() % lanes.size()).append(buyer);
    }

    /** What goes to one broker. */
    private final class Lane {
        private final BrokerModel broker;
        private final Worker connection;
        private List<Buyer> waiting = new ArrayList<>();
        private double firstAt;
        private boolean busy; // a request is planned, or not yet acknowledged

        Lane(BrokerModel broker) {
            this.broker = broker;
            this.connection = broker.connection("append");
        }

        void append(Buyer buyer) {
            if (waiting.isEmpty()) {
                firstAt = context.now();
            }
            waiting.add(buyer);
            plan();
        }

        private void plan() {
            if (!busy && !waiting.isEmpty()) {
                busy = true;
                double linger = gathering ? context.assumptions().linger() : 0;
                context.events().after(firstAt + linger - context.now(), this::send);
            }
        }

        private void send() {
            sender.run(process.work(0, 0, HALF), () -> {
                List<Buyer> batch = waiting;
                waiting = new ArrayList<>();
                context.hop(() -> broker.append(connection, batch, () -> context.hop(this::acknowledged)));
            });
        }

        private void acknowledged() {
            busy = false;
            plan();
        }
    }
}
