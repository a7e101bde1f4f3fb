package io.seckill.gateway.publish;

import io.seckill.gateway.pending.Mailbox;
import io.seckill.kafka.TopicSettings;
import io.seckill.layout.Layout;
import io.seckill.slots.Routing;
import io.seckill.slots.SlotMap;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The command routers of all event loops. What is changed reaches each of them through its mailbox, in the order of the calls. */
public final class CommandRouters {
    private final CommandPublisher publisher;
    private final TopicSettings topics;
    private final AtomicInteger held = new AtomicInteger();

    /** As the loops are told, for whoever asks about the gateway as a whole. */
    private volatile long openUntil = System.nanoTime();

    /** Complete before the first change. */
    private final List<CommandRouter> all = new CopyOnWriteArrayList<>();

    /** Routers that lead to {@code publisher}. */
    public CommandRouters(CommandPublisher publisher, TopicSettings topics) {
        this.publisher = publisher;
        this.topics = topics;
    }

    /** The router of one more loop, which empties {@code mailbox}. */
    public CommandRouter add(Mailbox mailbox) {
        // Nothing passes before the layout is known; until then the settings tell in which line a buyer would stand.
        Routing assumed = Layout.first(topics).routing();
        CommandRouter commandRouter =
                new CommandRouter(publisher, mailbox, topics.orderingKey(), assumed, new ParkedCommands(held));
        all.add(commandRouter);
        return commandRouter;
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
        return tell(commandRouter -> commandRouter.openUntil(nanoTime));
    }

    /** Holds back commands of the slots that {@code next} gives another queue; completes when every loop does. */
    public Future<Void> hold(SlotMap next) {
        return tell(commandRouter -> commandRouter.hold(next));
    }

    /** Has commands go by {@code routing}, those that were held back too; completes when every loop does so. */
    public Future<Void> follow(Routing routing) {
        return tell(commandRouter -> commandRouter.follow(routing));
    }

    private Future<Void> tell(Consumer<CommandRouter> change) {
        AtomicInteger left = new AtomicInteger(all.size());
        Promise<Void> adopted = Promise.promise();
        for (CommandRouter commandRouter : all) {
            commandRouter.mailbox().post(() -> {
                change.accept(commandRouter);
                if (left.decrementAndGet() == 0) {
                    adopted.complete();
                }
            });
        }
        return adopted.future();
    }
}
