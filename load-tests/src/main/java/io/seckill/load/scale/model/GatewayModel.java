package io.seckill.load.scale.model;

import io.seckill.load.scale.event.Worker;
import java.util.ArrayList;
import java.util.List;

/** A gateway: event loops that take purchases and give answers, and the producer. */
final class GatewayModel {
    private final Context context;
    private final ProcessModel process;
    private final Backlog backlog;
    private final BatchingProducer producer;
    private final List<Worker> loops = new ArrayList<>();

    GatewayModel(Context context, ProcessModel process, Backlog backlog, List<BrokerModel> brokers) {
        this.context = context;
        this.process = process;
        this.backlog = backlog;
        this.producer = new BatchingProducer(context, process, brokers);
        for (int loop = 0; loop < Math.ceil(process.cores()); loop++) {
            loops.add(process.worker("event loop"));
        }
    }

    /** A purchase has come. */
    void accept(Buyer buyer) {
        Assumptions assumptions = context.assumptions();
        loopOf(buyer).run(process.work(assumptions.acceptShare(), 1, 0), () -> {
            if (backlog.predictedWait(buyer.queue()) > assumptions.maxPredictedWait()) {
                context.hop(() -> buyer.answer().accept(false));
            } else {
                backlog.sent(buyer.queue());
                producer.append(buyer);
            }
        });
    }

    /** A batch of results has come; those of its loops answer. */
    void resolve(List<Buyer> results) {
        double answerShare = 1 - context.assumptions().acceptShare();
        loopOf(results.get(0)).run(process.work(0, 0, BatchingProducer.HALF), () -> {
            process.litter(results.size());
            for (Buyer buyer : results) {
                loopOf(buyer)
                        .run(
                                process.work(answerShare, 1, 0),
                                () -> context.hop(() -> buyer.answer().accept(true)));
            }
        });
    }

    private Worker loopOf(Buyer buyer) {
        return loops.get(buyer.connection() / context.installation().gateways() % loops.size());
    }
}
