package io.seckill.gateway.connection;

/** One thing that a peer keeps waiting: a head or body that it has not finished, an answer that it has not read. */
abstract class Wait {
    private final Waits among;
    private boolean lasts;
    private long since;
    private long bytes;

    Wait(Waits among) {
        this.among = among;
    }

    /** Starts to wait, with {@code held} bytes in memory meanwhile; where it waits already, nothing happens. */
    final void start(long held) {
        if (!lasts) {
            lasts = true;
            bytes = held;
            since = among.now();
            among.add(this);
        }
    }

    /** While it waits: {@code more} bytes are held, or fewer. */
    final void grow(long more) {
        if (lasts) {
            bytes += more;
            among.grown(more);
        }
    }

    /** The peer has done its part, or is gone. */
    final void stop() {
        if (lasts) {
            lasts = false;
            among.remove(this);
        }
    }

    final boolean lasts() {
        return lasts;
    }

    final long since() {
        return since;
    }

    final long bytes() {
        return bytes;
    }

    /** Ends it: it is {@code overdue}, or else its bytes are needed for others. It has stopped already. */
    abstract void end(boolean overdue);
}
