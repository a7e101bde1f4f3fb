package io.seckill.gateway.publish;

import io.seckill.gateway.pending.Mailbox;
import io.seckill.kafka.TopicSettings;
import io.seckill.slots.Routing;
import io.seckill.slots.SlotMap;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The outlets of all event loops. What is changed reaches each of them through its mailbox, in the order of the calls. */
public final class Outlets {
    private final CommandPublisher publisher;
    private final TopicSettings topics;
    private final AtomicInteger held = new AtomicInteger();

    /** As the loops are told, for whoever asks about the gateway as a whole. */
    private volatile long openUntil = System.nanoTime();

    /** Complete before the first change. */
    private final List<Outlet> all = new CopyOnWriteArrayList<>();

    /** Outlets that lead to {@code publisher}. */
    public Outlets(CommandPublisher publisher, TopicSettings topics) {
        this.publisher = publisher;
        this.topics = topics;
    }

    /** The outlet of one more loop, which empties {@code mailbox}. */
    public Outlet add(Mailbox mailbox) {
        // Nothing passes before the layout is known; until then the settings tell in which line a buyer would stand.
        Routing assumed = topics.partitioner().first(topics.queues());
        Outlet outlet = new Outlet(publisher, mailbox, topics.orderingKey(), assumed, new HeldBack(held));
        all.add(outlet);
        return outlet;
    }

    /** Commands that are held back now. */
    public int held() {
        return held.get();
    }

    /** Whether commands may go: whether the gateway has a lease that has not run out. */
    public boolean isOpen() {
        return System.nanoTime() - openUntil < 0;
    }

    /** Lets commands go until {@code nanoTime}; completes when every loop knows. */
    public Future<Void> openUntil(long nanoTime) {
        openUntil = nanoTime;
        return tell(outlet -> outlet.openUntil(nanoTime));
    }

    /** Holds back commands of the slots that {@code next} gives another queue; completes when every loop does. */
    public Future<Void> hold(SlotMap next) {
        return tell(outlet -> outlet.hold(next));
    }

    /** Has commands go by {@code routing}, those that were held back too; completes when every loop does so. */
    public Future<Void> follow(Routing routing) {
        return tell(outlet -> outlet.follow(routing));
    }

    private Future<Void> tell(Consumer<Outlet> change) {
        AtomicInteger left = new AtomicInteger(all.size());
        Promise<Void> told = Promise.promise();
        for (Outlet outlet : all) {
            outlet.mailbox().post(() -> {
                change.accept(outlet);
                if (left.decrementAndGet() == 0) {
                    told.complete();
                }
            });
        }
        return told.future();
    }
}
