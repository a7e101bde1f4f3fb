package io.seckill.gateway.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a connection has been sent and its socket has not taken, since the peer does not read. Owned by its event loop. */
final class UnreadAnswers {
    /** A socket that has taken nothing for this long does not take a reset of a stream either. */
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ChannelHandlerContext context;
    private final LoopLimits limits;
    private final Runnable end;
    private @Nullable Wait wait;

    /** Of what goes out through {@code context}; {@code end} is run where it waits for too long, or for too much room. */
    UnreadAnswers(ChannelHandlerContext context, LoopLimits limits, Runnable end) {
        this.context = context;
        this.limits = limits;
        this.end = end;
    }

    /** Looks again. To be called after each flush. */
    void look() {
        ChannelOutboundBuffer out = context.channel().unsafe().outboundBuffer();
        long pending = out == null ? 0 : out.totalPendingWriteBytes();
        if (pending == 0) {
            return;
        }
        if (wait != null && wait.lasts()) {
            wait.growTo(pending);
        } else {
            Wait begun = limits.answers().start(pending, overdue -> end.run());
            wait = begun;
            // Nothing, behind all that waits: written once that is.
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
                begun.stop();
                // Later: as long as this runs the nothing itself still counts as pending.
                context.executor().execute(this::look);
            });
        }
    }

    /** Whether the peer reads nothing at all. */
    boolean areStuck() {
        return wait != null && wait.lasts() && limits.now() - wait.since() > STUCK_NANOS;
    }

    /** The connection has ended. */
    void stop() {
        if (wait != null) {
            wait.stop();
        }
    }
}
