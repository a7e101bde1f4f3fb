package io.seckill.load.scale.model;

/** What gateways know of each queue: how many commands are undecided, and how fast they are decided. */
final class Backlog {
    private static final double LOOK_EVERY = 500_000;

    private final Context context;
    private final long[] undecided;
    private final long[] decidedSince;
    private final double[] perMicro; // 0: not known yet

    Backlog(Context context) {
        int queues = context.installation().queues();
        this.context = context;
        this.undecided = new long[queues];
        this.decidedSince = new long[queues];
        this.perMicro = new double[queues];
        context.events().after(LOOK_EVERY, this::look);
    }

    /** A queue that stands still keeps the rate that it had. */
    private void look() {
        for (int queue = 0; queue < perMicro.length; queue++) {
            if (decidedSince[queue] > 0) {
                perMicro[queue] = decidedSince[queue] / LOOK_EVERY;
            }
            decidedSince[queue] = 0;
        }
        context.events().after(LOOK_EVERY, this::look);
    }

    void sent(int queue) {
        undecided[queue]++;
    }

    void decided(int queue) {
        undecided[queue]--;
        decidedSince[queue]++;
    }

    /** Microseconds that the next command of {@code queue} will wait; 0 where no rate is known. */
    double predictedWait(int queue) {
        return perMicro[queue] == 0 ? 0 : undecided[queue] / perMicro[queue];
    }
}
