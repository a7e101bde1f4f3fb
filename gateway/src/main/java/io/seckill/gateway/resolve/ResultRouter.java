package io.seckill.gateway.resolve;

import io.seckill.gateway.pending.Mailbox;
import io.seckill.gateway.pending.PendingRequests;
import io.seckill.gateway.pending.RequestId;
import io.seckill.v1.Receipt;
import io.seckill.v1.ReceiptBatch;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Takes results to the event loops that own their requests, and brings the receipts back. Any thread may call it. */
public final class ResultRouter {
    private final long epoch;

    /** By loop index; complete before the first request is accepted. */
    private final List<Loop> loops = new CopyOnWriteArrayList<>();

    private record Loop(PendingRequests pending, Mailbox mailbox) {}

    /** Accepts results for the gateway life {@code epoch}. */
    public ResultRouter(long epoch) {
        this.epoch = epoch;
    }

    /** Adds the next loop, which owns {@code pending} and empties {@code mailbox}; its index is the number of those before. */
    public void add(PendingRequests pending, Mailbox mailbox) {
        loops.add(new Loop(pending, mailbox));
    }

    /** Whether {@code gatewayEpoch} is that of this gateway's life, which only readers of its commands know. */
    public boolean isOfThisLife(long gatewayEpoch) {
        return gatewayEpoch == epoch;
    }

    /** Resolves {@code results}; the receipts come in the same order. */
    public Future<ReceiptBatch> resolve(List<Result> results) {
        Delivery delivery = new Delivery(results);
        delivery.handOut();
        return delivery.receipts.future();
    }

    /** One batch on its way through the loops. Each writes its own places of the array; the last one answers. */
    private final class Delivery {
        private final List<Result> results;
        private final Receipt[] receiptOf;
        private final AtomicInteger loopsToGo = new AtomicInteger(1);
        private final Promise<ReceiptBatch> receipts = Promise.promise();

        Delivery(List<Result> results) {
            this.results = results;
            this.receiptOf = new Receipt[results.size()];
        }

        void handOut() {
            List<List<RoutedResult>> byLoop = new ArrayList<>();
            loops.forEach(loop -> byLoop.add(new ArrayList<>()));
            for (int i = 0; i < receiptOf.length; i++) {
                Result result = results.get(i);
                RequestId id = RequestId.parse(result.getRequestId());
                Receipt refusal = refusalOf(result, id);
                receiptOf[i] = refusal;
                if (refusal == null && id != null) {
                    byLoop.get(id.loop()).add(new RoutedResult(i, id));
                }
            }
            for (int loop = 0; loop < byLoop.size(); loop++) {
                if (!byLoop.get(loop).isEmpty()) {
                    hop(loops.get(loop), byLoop.get(loop));
                }
            }
            loopDone();
        }

        private @Nullable Receipt refusalOf(Result result, @Nullable RequestId id) {
            if (!isOfThisLife(result.getGatewayEpoch())) {
                return Receipt.RECEIPT_WRONG_EPOCH;
            }
            return id == null || id.loop() >= loops.size() ? Receipt.RECEIPT_UNKNOWN : null;
        }

        private void hop(Loop loop, List<RoutedResult> routed) {
            loopsToGo.incrementAndGet();
            loop.mailbox().post(() -> {
                try {
                    routed.forEach(result ->
                            receiptOf[result.index] = loop.pending().resolve(result.id, results.get(result.index)));
                } finally {
                    loopDone();
                }
            });
        }

        private void loopDone() {
            if (loopsToGo.decrementAndGet() == 0) {
                receipts.complete(ReceiptBatch.newBuilder()
                        .addAllReceipts(List.of(receiptOf))
                        .build());
            }
        }
    }

    private record RoutedResult(int index, RequestId id) {}
}
