package io.seckill.proof.field;

import io.netty.channel.Channel;

/**
 * A connection through a link; it belongs to the link's event loop.
 *
 * @param near the end that dialled the link
 * @param far the end that the link dialled
 */
record Connection(Channel near, Channel far, Lane there, Lane back) {
    /** From now on bytes pass. */
    void join() {
        there.join(near, far, back);
        back.join(far, near, there);
    }

    /** Ends both ends by RST. */
    void cut() {
        there.forget();
        back.forget();
        Lane.reset(near);
        Lane.reset(far);
    }

    /** Whether it can still bear something, and has borne nothing for so long. */
    boolean isIdle(long nanos) {
        long now = System.nanoTime();
        boolean whole = !there.isForgotten() && !back.isForgotten();
        return whole && now - there.used() >= nanos && now - back.used() >= nanos;
    }

    void forget() {
        there.forget();
        back.forget();
    }

    void hurry() {
        there.hurry();
        back.hurry();
    }

    boolean isOver() {
        return !near.isOpen() && !far.isOpen();
    }
}
