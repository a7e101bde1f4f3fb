package io.seckill.gateway.respond;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.gateway.backlog.Backlog;
import io.seckill.gateway.backlog.LogPosition;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a listener hears at the end, through a real socket. */
class EventStreamTest {
    private static final PurchaseRef PURCHASE = new PurchaseRef("phone", "r1", new LogPosition(3, 120));

    private final Vertx vertx = Vertx.vertx();
    private final InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    private final Answers answers = new Answers(clock, new ItemJson(clock), new Backlog(5, () -> 0), bound -> 0);

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"OUTCOME_SOLD_OUT", "OUTCOME_EXPIRED", "OUTCOME_REJECTED_BY_BACKEND", "OUTCOME_UNKNOWN_REQUEST"})
    void whatIsSettledIsAnOutcomeWithAnId(Outcome outcome) throws Exception {
        assertThat(heard(answer(outcome))).startsWith("event: outcome\ndata: {").endsWith("}\nid: r1\n\n");
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"OUTCOME_PENDING", "OUTCOME_MOVED"})
    void whatIsNotDecidedIsNoOutcomeAndMayBeAskedAgain(Outcome outcome) throws Exception {
        assertThat(heard(answer(outcome))).isEmpty();
    }

    @Test
    void whatIsNoAnswerToTheQuestionIsNoOutcomeEither() throws Exception {
        assertThat(heard(answers.unusable(PURCHASE))).isEmpty();
    }

    private Answer answer(Outcome outcome) {
        return answers.lookedUp(
                PURCHASE, Result.newBuilder().setOutcome(outcome).build());
    }

    /** All that a listener hears where {@code answer} is what came of the question. */
    private String heard(Answer answer) throws Exception {
        int port = vertx.createHttpServer()
                .requestHandler(request -> new EventStream(request.response(), "q1").outcome(answer, "r1"))
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        return vertx.createHttpClient()
                .request(HttpMethod.GET, port, "127.0.0.1", "/")
                .compose(request -> request.send())
                .compose(HttpClientResponse::body)
                .await(40, TimeUnit.SECONDS)
                .toString();
    }
}
