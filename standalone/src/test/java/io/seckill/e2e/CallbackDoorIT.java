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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What the gateway makes of results that nobody should have sent. There is no backend: the test plays it. */
@TestInstance(Lifecycle.PER_CLASS)
class CallbackDoorIT {
    private static final String NO_SUCH_ID = "0123456789abcdef0123456789abcdef";

    private final Cluster cluster = Cluster.empty("gateway.admission.maxPredictedWait=1h");
    private final GrpcClient grpc = GrpcClient.client(cluster.caller().vertx());

    @BeforeAll
    void start() {
        cluster.startGateway();
        cluster.announce("phone");
    }

    @AfterAll
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
        Future<Answer> buyer = cluster.shop(0).buyWaiting("bea", "phone", 20);
        Result genuine = accepting(commandOf("bea"));
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
        double before = replied();
        Future<Answer> buyer = cluster.shop(0).buyWaiting("cid", "phone", 20);
        Result genuine = accepting(commandOf("cid"));
        assertThat(deliver(genuine)).isEqualTo(Receipt.RECEIPT_RESOLVED);

        assertThat(deliver(
                        genuine.toBuilder().setOutcome(Outcome.OUTCOME_SOLD_OUT).build()))
                .isEqualTo(Receipt.RECEIPT_LATE);

        assertThat(Now.get(buyer).outcome()).isEqualTo("201");
        assertThat(replied()).isEqualTo(before + 1);
    }

    @Test
    void aResultAfterThe202IsLate() {
        Answer pending = Now.get(cluster.shop(0).buyWaiting("dan", "phone", 1));
        assertThat(pending.status()).isEqualTo(202);
        assertThat(deliver(accepting(commandOf("dan")))).isEqualTo(Receipt.RECEIPT_LATE);
    }

    @Test
    void aBatchGetsAReceiptForEachOfItsResultsInOrder() {
        Future<Answer> eve = cluster.shop(0).buyWaiting("eve", "phone", 20);
        Future<Answer> fay = cluster.shop(0).buyWaiting("fay", "phone", 20);
        Result forEve = accepting(commandOf("eve"));
        Result forFay = accepting(commandOf("fay"));
        ResultBatch batch = ResultBatch.newBuilder()
                .addResults(forEve)
                .addResults(forEve)
                .addResults(forFay.toBuilder().setGatewayEpoch(1))
                .addResults(forFay.toBuilder().setRequestId(NO_SUCH_ID))
                .addResults(forFay)
                .build();

        assertThat(deliver(batch))
                .containsExactly(
                        Receipt.RECEIPT_RESOLVED,
                        Receipt.RECEIPT_LATE,
                        Receipt.RECEIPT_WRONG_EPOCH,
                        Receipt.RECEIPT_UNKNOWN,
                        Receipt.RECEIPT_RESOLVED);

        assertThat(Now.get(eve).outcome()).isEqualTo("201");
        assertThat(Now.get(fay).outcome()).isEqualTo("201");
    }

    @Test
    void anOrderThatIsNotWhatWasAskedForIsNobodys201() {
        Future<Answer> buyer = cluster.shop(0).buyWaiting("gus", "phone", 20);
        Result genuine = accepting(commandOf("gus"));

        assertThat(deliver(genuine.toBuilder().clearOrder().build())).isEqualTo(Receipt.RECEIPT_RESOLVED);

        Answer answer = Now.get(buyer);
        assertThat(answer.outcome()).isEqualTo("500 INTERNAL");
        assertThat(answer.header("Location")).startsWith("/v1/items/phone/purchases/");
        assertThat(Now.get(cluster.console(0).metrics()).total("seckill_results_misfit_total"))
                .isEqualTo(1);
    }

    @Test
    void aSecondGatewayAtOneAddressTakesNoPurchases() {
        int second = cluster.startGatewayWithoutBroker(
                "gateway.callback.advertised=127.0.0.1:" + cluster.gateway(0).callbackPort());
        try {
            await().until(() -> Now.get(cluster.console(second).get("/health/ready"))
                    .json()
                    .getString("notReadyReason")
                    .contains("address"));
            assertThat(Now.get(cluster.shop(second).buyWaiting("hal", "phone", 1))
                            .outcome())
                    .isEqualTo("503 QUEUE_UNAVAILABLE");
            assertThat(cluster.console(0).ready()).isTrue();
        } finally {
            cluster.stopGateway(second);
        }
    }

    private double replied() {
        return Now.get(cluster.console(0).metrics()).total("seckill_requests_replied_total");
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
        return Now.get(cluster.caller().onLoop(() -> callback().deliver(result)))
                .getReceipt();
    }

    private List<Receipt> deliver(ResultBatch batch) {
        return Now.get(cluster.caller().onLoop(() -> {
            Promise<List<Receipt>> receipts = Promise.promise();
            callback()
                    .deliverStream((stream, failure) -> stream.write(batch).eventually(stream::end))
                    .onSuccess(answers -> answers.handler(answer -> receipts.tryComplete(answer.getReceiptsList())))
                    .onFailure(receipts::tryFail);
            return receipts.future();
        }));
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
