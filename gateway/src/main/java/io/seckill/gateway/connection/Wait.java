package io.seckill.gateway.connection;

/**
 * One thing that a peer keeps waiting: a head or body that it has not finished, an answer that it has not read. It lasts from
 * its making until it is stopped or ended.
 */
final class Wait {
    private final Waits among;
    private final End end;
    private final long since;
    private boolean lasts = true;
    private long bytes;

    /** What is done about it where the peer has not done its part. */
    interface End {
        /** It is {@code overdue}, or else its bytes are needed for others. It has stopped already. */
        void end(boolean overdue);
    }

    /** To be made by {@link Waits#start}. */
    Wait(Waits among, long since, long held, End end) {
        this.among = among;
        this.since = since;
        this.bytes = held;
        this.end = end;
    }

    /** While it lasts: {@code more} bytes are held, or fewer. */
    void grow(long more) {
        if (lasts) {
            bytes += more;
            among.grown(more);
        }
    }

    /** While it lasts: so many bytes are held now. */
    void growTo(long held) {
        grow(held - bytes);
    }

    /** The peer has done its part, or is gone. */
    void stop() {
        if (lasts) {
            lasts = false;
            among.remove(this);
        }
    }

    void end(boolean overdue) {
        stop();
        end.end(overdue);
    }

    /** Whether it has neither been stopped nor ended. */
    boolean lasts() {
        return lasts;
    }

    long since() {
        return since;
    }

    long bytes() {
        return bytes;
    }
}
