package io.seckill.gateway.publish;

import io.seckill.gateway.pending.Mailbox;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.Routing;
import io.seckill.slots.SlotMap;
import io.seckill.v1.Command;
import io.seckill.v1.CommandOrBuilder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's way into the queues: which queue a command goes to, and whether it may go now. Owned by that loop.
 *
 * <p>So a change takes effect between two commands of the loop, and what the loop sends costs no lock and no shared read.
 */
public final class CommandRouter {
    private final CommandPublisher publisher;
    private final Mailbox mailbox;
    private final OrderingKey orderingKey;
    private final ParkedCommands held;
    private Routing routing;

    /** Where slots go next; commands of those that move are held back. Null while no queue is being added. */
    private @Nullable SlotMap next;

    /** Until when, of {@link System#nanoTime}, others count with this gateway's appends. */
    private long openUntil;

    /** A router that is closed, of a loop that empties {@code mailbox}; it holds back as much as {@code held} takes. */
    CommandRouter(
            CommandPublisher publisher,
            Mailbox mailbox,
            OrderingKey orderingKey,
            Routing routing,
            ParkedCommands held) {
        this.publisher = publisher;
        this.mailbox = mailbox;
        this.orderingKey = orderingKey;
        this.routing = routing;
        this.held = held;
        this.openUntil = System.nanoTime();
    }

    /**
     * Whether commands may go. Not where the gateway's lease has run out: queues may have been added meanwhile, of which it
     * has not heard.
     */
    public boolean isOpen() {
        return System.nanoTime() - openUntil < 0;
    }

    /** The queue of {@code key}; while its slot moves, the old one. */
    public int queueOf(String key) {
        return routing.queueOf(key);
    }

    /** The same, of a key that {@link #keyOf} gave. */
    public int queueOf(byte[] key) {
        return routing.queueOf(key);
    }

    /** The key of {@code command}, as its record has it. */
    public byte[] keyOf(CommandOrBuilder command) {
        return orderingKey.of(command).getBytes(StandardCharsets.UTF_8);
    }

    /** Which of a command's fields the key is. */
    public OrderingKey orderingKey() {
        return orderingKey;
    }

    /**
     * Appends {@code command}, or holds it back while its slot moves; {@code appending} hears of it.
     *
     * @param queue what {@link #queueOf} has given for {@code key} in this turn of the loop
     * @param key what {@link #keyOf} gives for {@code command}
     */
    public void publish(int queue, byte[] key, Command command, AppendCallback appending) {
        if (next != null && next.queueOf(key) != queue) {
            held.add(command, appending);
        } else {
            publisher.append(queue, key, command, mailbox, appending);
        }
    }

    /** The way to this loop. */
    public Mailbox mailbox() {
        return mailbox;
    }

    void openUntil(long nanoTime) {
        openUntil = nanoTime;
    }

    /** From here on commands of slots that {@code coming} gives another queue are held back. */
    void hold(SlotMap coming) {
        next = coming;
    }

    /** From here on commands go by {@code newRouting}, first those that were held back, in the order in which they came. */
    void follow(Routing newRouting) {
        routing = newRouting;
        next = null;
        held.release((command, appending) -> {
            byte[] key = keyOf(command);
            publish(queueOf(key), key, command, appending);
        });
    }
}
