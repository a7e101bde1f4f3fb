package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Commands;
import io.seckill.e2e.cluster.HandmadeBackend;
import io.seckill.e2e.cluster.Now;
import io.seckill.v1.Command;
import io.seckill.v1.Order;
import io.seckill.v1.Outcome;
import io.seckill.v1.Receipt;
import io.seckill.v1.Result;
import io.seckill.v1.ResultBatch;
import io.seckill.v1.ResultCallbackGrpcClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.grpc.client.GrpcClient;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the gateway makes of results that nobody should have sent. There is no backend: the test plays it. */
class CallbackDoorIT {
    private static final String NO_SUCH_ID = "0123456789abcdef0123456789abcdef";

    private final Cluster cluster = Cluster.empty();
    private final GrpcClient grpc = GrpcClient.client(cluster.vertx());

    @BeforeEach
    void start() {
        cluster.startGateway();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aForgedIdChangesNothing() {
        Future<Answer> buyer = cluster.shop(0).buyWaiting("ann", "phone", 20);
        Result genuine = accepting(commandOf("ann"));

        assertThat(deliver(genuine.toBuilder().setRequestId(NO_SUCH_ID).build()))
                .isEqualTo(Receipt.RECEIPT_UNKNOWN);
        assertThat(deliver(genuine.toBuilder().setRequestId("../../etc").build()))
                .isEqualTo(Receipt.RECEIPT_UNKNOWN);
        assertThat(buyer.isComplete()).isFalse();
        assertThat(deliver(genuine)).isEqualTo(Receipt.RECEIPT_RESOLVED);
        assertThat(Now.get(buyer).outcome()).isEqualTo("201");
    }

    @Test
    void aResultOfAnotherLifeChangesNothing() {
        Future<Answer> buyer = cluster.shop(0).buyWaiting("ann", "phone", 20);
        Result genuine = accepting(commandOf("ann"));
        Result stale = genuine.toBuilder()
                .setGatewayEpoch(genuine.getGatewayEpoch() - 1)
                .build();

        assertThat(deliver(stale)).isEqualTo(Receipt.RECEIPT_WRONG_EPOCH);
        assertThat(buyer.isComplete()).isFalse();
        assertThat(deliver(genuine)).isEqualTo(Receipt.RECEIPT_RESOLVED);
        assertThat(Now.get(buyer).outcome()).isEqualTo("201");
    }

    @Test
    void aReplayedResultIsLateAndTheFirstOneCounts() {
        Future<Answer> buyer = cluster.shop(0).buyWaiting("ann", "phone", 20);
        Result genuine = accepting(commandOf("ann"));
        assertThat(deliver(genuine)).isEqualTo(Receipt.RECEIPT_RESOLVED);

        assertThat(deliver(
                        genuine.toBuilder().setOutcome(Outcome.OUTCOME_SOLD_OUT).build()))
                .isEqualTo(Receipt.RECEIPT_LATE);

        assertThat(Now.get(buyer).outcome()).isEqualTo("201");
        assertThat(Now.get(cluster.console(0).metrics()).total("seckill_requests_replied_total"))
                .isEqualTo(1);
    }

    @Test
    void aResultAfterThe202IsLate() {
        Answer pending = Now.get(cluster.shop(0).buyWaiting("ann", "phone", 1));
        assertThat(pending.status()).isEqualTo(202);
        assertThat(deliver(accepting(commandOf("ann")))).isEqualTo(Receipt.RECEIPT_LATE);
    }

    @Test
    void aBatchGetsAReceiptForEachOfItsResultsInOrder() {
        Future<Answer> ann = cluster.shop(0).buyWaiting("ann", "phone", 20);
        Future<Answer> bob = cluster.shop(0).buyWaiting("bob", "phone", 20);
        Result forAnn = accepting(commandOf("ann"));
        Result forBob = accepting(commandOf("bob"));
        ResultBatch batch = ResultBatch.newBuilder()
                .addResults(forAnn)
                .addResults(forAnn)
                .addResults(forBob.toBuilder().setGatewayEpoch(1))
                .addResults(forBob.toBuilder().setRequestId(NO_SUCH_ID))
                .addResults(forBob)
                .build();

        assertThat(deliver(batch))
                .containsExactly(
                        Receipt.RECEIPT_RESOLVED,
                        Receipt.RECEIPT_LATE,
                        Receipt.RECEIPT_WRONG_EPOCH,
                        Receipt.RECEIPT_UNKNOWN,
                        Receipt.RECEIPT_RESOLVED);

        assertThat(Now.get(ann).outcome()).isEqualTo("201");
        assertThat(Now.get(bob).outcome()).isEqualTo("201");
    }

    private static Result accepting(Command command) {
        return Result.newBuilder()
                .setRequestId(command.getRequestId())
                .setGatewayEpoch(command.getGatewayEpoch())
                .setOutcome(Outcome.OUTCOME_ACCEPTED)
                .setOrder(Order.newBuilder()
                        .setOrderId(command.getRequestId())
                        .setUserId(command.getUserId())
                        .setItemId(command.getItemId())
                        .setQuantity(1))
                .build();
    }

    private Receipt deliver(Result result) {
        return Now.get(callback().deliver(result)).getReceipt();
    }

    private List<Receipt> deliver(ResultBatch batch) {
        Promise<List<Receipt>> receipts = Promise.promise();
        callback()
                .deliverStream((stream, failure) -> stream.write(batch).eventually(stream::end))
                .onSuccess(answers -> answers.handler(answer -> receipts.tryComplete(answer.getReceiptsList())))
                .onFailure(receipts::tryFail);
        return Now.get(receipts.future());
    }

    private ResultCallbackGrpcClient callback() {
        return HandmadeBackend.to(grpc, "127.0.0.1:" + cluster.gateway(0).callbackPort());
    }

    /** What the gateway has queued for {@code user}. */
    private Command commandOf(String user) {
        return await().until(() -> find(user), Optional::isPresent).orElseThrow();
    }

    private Optional<Command> find(String user) {
        return Commands.read(cluster.bootstrapServers()).stream()
                .filter(command -> command.getUserId().equals(user))
                .findFirst();
    }
}
