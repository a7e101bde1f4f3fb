package io.seckill.gateway.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.gateway.backlog.Backlog;
import io.seckill.gateway.backlog.BacklogEstimate;
import io.seckill.gateway.backlog.LogPosition;
import io.seckill.gateway.pending.Accounting;
import io.seckill.gateway.pending.Ending;
import io.seckill.gateway.pending.Mailbox;
import io.seckill.gateway.pending.PendingRequests;
import io.seckill.gateway.pending.RequestId;
import io.seckill.gateway.pending.RequestIds;
import io.seckill.v1.DeliveryReceipt;
import io.seckill.v1.QueuePosition;
import io.seckill.v1.Receipt;
import io.seckill.v1.ReceiptBatch;
import io.seckill.v1.Result;
import io.seckill.v1.ResultBatch;
import io.seckill.v1.ResultCallbackGrpcClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The callback through real gRPC sockets, with two event loops behind it. */
class CallbackServiceTest {
    private static final long EPOCH = 42;

    private final Vertx vertx = Vertx.vertx();
    private final Backlog backlog = new Backlog(3, () -> 0);
    private final ResultRouter router = new ResultRouter(EPOCH);
    private final List<Loop> loops = List.of(new Loop(0), new Loop(1));
    private ResultCallbackGrpcClient client;

    @BeforeEach
    void listen() throws Exception {
        for (Loop loop : loops) {
            await(vertx.deployVerticle(loop));
            router.add(loop.pending, loop.mailbox);
        }
        var service = new CallbackService(router, backlog, new SimpleMeterRegistry());
        int port = await(service.server(vertx, new HttpServerOptions(), () -> true)
                        .listen(0, "127.0.0.1"))
                .actualPort();
        client = ResultCallbackGrpcClient.create(
                GrpcClient.client(vertx), SocketAddress.inetSocketAddress(port, "127.0.0.1"));
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void resultReachesTheLoopThatOwnsItsRequest() throws Exception {
        Waiting request = loops.get(1).open();

        assertThat(deliver(request.id().toString(), EPOCH)).isEqualTo(Receipt.RECEIPT_RESOLVED);
        assertThat(await(request.decision())).isEqualTo(loops.get(1).thread);
    }

    @Test
    void resultOfAnEarlierLifeChangesNothing() throws Exception {
        Waiting request = loops.get(0).open();

        assertThat(deliver(request.id().toString(), EPOCH - 1)).isEqualTo(Receipt.RECEIPT_WRONG_EPOCH);
        assertThat(request.decision().isComplete()).isFalse();
    }

    @Test
    void repeatedResultIsLate() throws Exception {
        Waiting request = loops.get(0).open();
        deliver(request.id().toString(), EPOCH);

        assertThat(deliver(request.id().toString(), EPOCH)).isEqualTo(Receipt.RECEIPT_LATE);
    }

    @Test
    void madeUpIdsAreUnknown() throws Exception {
        assertThat(deliver("nonsense", EPOCH)).isEqualTo(Receipt.RECEIPT_UNKNOWN);
        assertThat(deliver("0000000000000000ffffffffffffffff", EPOCH)).isEqualTo(Receipt.RECEIPT_UNKNOWN);
        assertThat(deliver("000000000000ffff0000000000000001", EPOCH)).isEqualTo(Receipt.RECEIPT_UNKNOWN);
    }

    @Test
    void streamAnswersEachBatchInOrder() throws Exception {
        List<Waiting> requests = new ArrayList<>();
        ResultBatch.Builder batch = ResultBatch.newBuilder();
        for (int i = 0; i < 100; i++) {
            requests.add(loops.get(i % 2).open());
            batch.addResults(result(requests.get(i).id().toString(), i % 10 == 9 ? 0 : EPOCH));
        }

        Promise<ReceiptBatch> answered = Promise.promise();
        client.deliverStream((requestStream, failure) -> requestStream.write(batch.build()))
                .onSuccess(receiptStream -> receiptStream.handler(answered::tryComplete))
                .onFailure(answered::tryFail);

        List<Receipt> receipts = await(answered.future()).getReceiptsList();
        for (int i = 0; i < 100; i++) {
            assertThat(receipts.get(i)).isEqualTo(i % 10 == 9 ? Receipt.RECEIPT_WRONG_EPOCH : Receipt.RECEIPT_RESOLVED);
        }
    }

    @Test
    void streamAnswersBatchesInTheOrderInWhichTheyCame() throws Exception {
        int batches = 200;
        List<ResultBatch> sent = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            // Only every other batch has to visit a request's loop: the rest could be answered at once.
            String id = i % 2 == 0 ? loops.get(i / 2 % 2).open().id().toString() : "nonsense";
            sent.add(ResultBatch.newBuilder()
                    .addAllResults(Collections.nCopies(i + 1, result(id, EPOCH)))
                    .build());
        }

        List<Integer> sizes = new CopyOnWriteArrayList<>();
        Promise<Void> answered = Promise.promise();
        client.deliverStream((requestStream, failure) -> sent.forEach(requestStream::write))
                .onSuccess(receiptStream -> receiptStream.handler(receipts -> {
                    sizes.add(receipts.getReceiptsCount());
                    if (sizes.size() == batches) {
                        answered.complete();
                    }
                }))
                .onFailure(answered::tryFail);

        await(answered.future());
        assertThat(sizes).isSorted().hasSize(batches);
    }

    @Test
    void positionsAreBelievedFromAStreamThatKnowsTheEpoch() throws Exception {
        assertThat(send(positions(70).setGatewayEpoch(EPOCH)).getReceiptsCount())
                .isZero();

        assertThat(backlog.estimate(new LogPosition(2, 100))).isEqualTo(new BacklogEstimate(30, -1));
    }

    @Test
    void positionsAreBelievedBesideAResultOfThisLife() throws Exception {
        send(positions(70).addResults(result("nonsense", EPOCH)));

        assertThat(backlog.estimate(new LogPosition(2, 100))).isEqualTo(new BacklogEstimate(30, -1));
    }

    @Test
    void positionsOfOneWhoDoesNotKnowTheEpochChangeNothing() throws Exception {
        send(positions(Long.MAX_VALUE));
        send(positions(Long.MAX_VALUE).setGatewayEpoch(EPOCH + 1).addResults(result("nonsense", EPOCH + 1)));

        assertThat(backlog.estimate(new LogPosition(2, 100))).isNull();
    }

    @Test
    void aResultOfAnotherLifeSaysNothingOfItsQueue() throws Exception {
        Result forged = result("nonsense", EPOCH + 1).toBuilder()
                .setQueue(2)
                .setOffset(Long.MAX_VALUE - 1)
                .build();
        await(client.deliver(forged));
        assertThat(backlog.estimate(new LogPosition(2, 100))).isNull();

        await(client.deliver(
                forged.toBuilder().setGatewayEpoch(EPOCH).setOffset(69).build()));
        assertThat(backlog.estimate(new LogPosition(2, 100))).isEqualTo(new BacklogEstimate(30, -1));
    }

    private static ResultBatch.Builder positions(long offset) {
        return ResultBatch.newBuilder()
                .addDecided(QueuePosition.newBuilder().setQueue(2).setOffset(offset));
    }

    /** The receipts for a batch that is the only one of its stream. */
    private ReceiptBatch send(ResultBatch.Builder batch) throws Exception {
        Promise<ReceiptBatch> answered = Promise.promise();
        client.deliverStream((requestStream, failure) -> requestStream.write(batch.build()))
                .onSuccess(receiptStream -> receiptStream.handler(answered::tryComplete))
                .onFailure(answered::tryFail);
        return await(answered.future());
    }

    private Receipt deliver(String requestId, long epoch) throws Exception {
        DeliveryReceipt receipt = await(client.deliver(result(requestId, epoch)));
        return receipt.getReceipt();
    }

    private static Result result(String requestId, long epoch) {
        return Result.newBuilder()
                .setRequestId(requestId)
                .setGatewayEpoch(epoch)
                .build();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(40, TimeUnit.SECONDS);
    }

    private static final class Loop extends VerticleBase {
        private final int index;
        private PendingRequests pending;
        private Mailbox mailbox;
        private RequestIds ids;
        private Thread thread;

        Loop(int index) {
            this.index = index;
        }

        @Override
        public Future<?> start() {
            pending = new PendingRequests(1000, 1000, new Accounting(), System::currentTimeMillis);
            mailbox = new Mailbox(context);
            ids = new RequestIds(index, InstantSource.system(), new SecureRandom());
            thread = Thread.currentThread();
            return Future.succeededFuture();
        }

        Waiting open() throws Exception {
            Promise<Waiting> opened = Promise.promise();
            mailbox.post(() -> {
                RequestId id = ids.next();
                opened.complete(new Waiting(
                        id,
                        pending.register(id, 10_000, () -> Ending.SEND_FAILED).map(result -> Thread.currentThread())));
            });
            return await(opened.future());
        }
    }

    private record Waiting(RequestId id, Future<Thread> decision) {}
}
