package io.seckill.proof.field;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: reads at one end, writes at the other. All of it belongs to the link's event loop.
 *
 * <p>A lane that has lost a byte never passes another one, and is not told when it may again: a stream with a hole in
 * it would be a fault that no network has.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails ends its channel, and a lane hears of that
final class Lane extends ChannelInboundHandlerAdapter {
    /** Past it nothing more is read, as a full buffer of a network's would have it. */
    private static final int MOST_HELD = 1 << 20;

    /** Bytes that are delayed, and until when by {@link System#nanoTime}. */
    private record Held(ByteBuf bytes, long due) {}

    private final Faults faults;
    private final Direction direction;
    private final Deque<Held> held = new ArrayDeque<>();
    private int heldBytes;

    private @Nullable Channel from;
    private @Nullable Channel to;
    private @Nullable Lane opposite;
    private long used = System.nanoTime();
    private boolean forgotten;
    private boolean ended;
    private boolean waiting; // for the head of those held to be due

    /** What a link does to all of its lanes now. */
    interface Faults {
        boolean loses(Direction direction);

        long delayNanos();
    }

    Lane(Faults faults, Direction direction) {
        this.faults = faults;
        this.direction = direction;
    }

    /** From now on what comes from one channel goes to the other. */
    void join(Channel from, Channel to, Lane opposite) {
        this.from = from;
        this.to = to;
        this.opposite = opposite;
        drain(); // the end may have come already
    }

    /** When a byte last came, by {@link System#nanoTime}. */
    long used() {
        return used;
    }

    boolean isForgotten() {
        return forgotten;
    }

    /** Never passes a byte again, nor the end of the stream. */
    void forget() {
        forgotten = true;
        held.forEach(each -> each.bytes.release());
        held.clear();
        heldBytes = 0;
        resume();
    }

    /** What is delayed goes now. */
    void hurry() {
        long now = System.nanoTime();
        Deque<Held> all = new ArrayDeque<>(held);
        held.clear();
        all.forEach(each -> held.add(new Held(each.bytes, now)));
        drain();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        used = System.nanoTime();
        if (forgotten || faults.loses(direction)) {
            forgotten = true;
            ReferenceCountUtil.release(message);
            return;
        }
        ByteBuf bytes = (ByteBuf) message;
        Held last = held.peekLast();
        long due = used + faults.delayNanos();
        held.add(new Held(bytes, last == null ? due : Math.max(last.due, due))); // a stream keeps its order
        heldBytes += bytes.readableBytes();
        drain();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (forgotten || faults.loses(direction)) {
            forgotten = true;
            return;
        }
        ended = true;
        drain();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (opposite != null) {
            opposite.resume(); // it writes where this one reads
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable reset) {
        context.close(); // what is left is told to the other end by channelInactive
    }

    private void drain() {
        Channel target = to;
        if (target == null) {
            return;
        }
        long now = System.nanoTime();
        Held head = held.peekFirst();
        while (head != null && head.due - now <= 0) {
            held.removeFirst();
            heldBytes -= head.bytes.readableBytes();
            target.write(head.bytes);
            head = held.peekFirst();
        }
        target.flush();
        if (head == null && ended) {
            target.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        } else if (head != null && !waiting) {
            waiting = true;
            target.eventLoop().schedule(this::due, head.due - now, TimeUnit.NANOSECONDS);
        }
        resume();
    }

    private void due() {
        waiting = false;
        drain();
    }

    private void resume() {
        if (from != null && to != null) {
            from.config().setAutoRead(forgotten || (heldBytes < MOST_HELD && to.isWritable()));
        }
    }

    /** Ends {@code channel} by RST; what it has not yet sent is lost. */
    static void reset(Channel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        channel.close();
    }
}
