package io.seckill.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.gateway.backlog.LogPosition;
import io.seckill.gateway.pending.Accounting;
import io.seckill.gateway.pending.Ending;
import io.seckill.gateway.pending.Mailbox;
import io.seckill.gateway.pending.PendingRequests;
import io.seckill.gateway.pending.RequestId;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.PurchaseRef;
import io.seckill.gateway.respond.ResultCheck;
import io.seckill.v1.Command;
import io.seckill.v1.Result;
import io.vertx.core.Vertx;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SentCommandTest {
    private final Vertx vertx = Vertx.vertx();
    private final Mailbox mailbox = new Mailbox(vertx.getOrCreateContext());
    private final PendingRequests pending = new PendingRequests(10, 10, new Accounting(), () -> 0);
    private final Queue<Thread> ran = new ConcurrentLinkedQueue<>();
    private long nonce;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void actionRunsOnceOnTheLoopWhetherItIsThereBeforeThePlaceOrAfter() {
        SentCommand before = sent();
        before.whenQueued(() -> ran.add(Thread.currentThread()));
        before.appended(3, 120);
        SentCommand after = sent();
        after.appended(3, 121);
        after.whenQueued(() -> ran.add(Thread.currentThread()));

        await("both to run").until(() -> ran.size() >= 2);
        mailbox.post(() -> ran.add(Thread.currentThread()));
        await("all that was posted to run").until(() -> ran.size() >= 3);

        assertThat(ran).hasSize(3).allMatch(thread -> thread.getName().startsWith("vert.x-eventloop"));
        assertThat(after.logPosition()).isEqualTo(new LogPosition(3, 121));
    }

    @Test
    void timeoutMeansThatNothingWasSentUntilThereIsAPlace() {
        SentCommand command = sent();
        assertThat(command.ifTimedOut()).isEqualTo(Ending.SEND_FAILED);

        command.appended(3, 120);

        assertThat(command.ifTimedOut()).isEqualTo(Ending.PENDING_ANSWERED);
    }

    private SentCommand sent() {
        return new SentCommand(pending, mailbox, RequestId.of(0, 0, ++nonce), new Bought(), 100, null);
    }

    /** What is asked does not matter here. */
    private record Bought() implements Question {
        @Override
        public Command.Builder command() {
            return Command.newBuilder();
        }

        @Override
        public boolean joinsBacklog() {
            return true;
        }

        @Override
        public ResultCheck check(SentCommand sent) {
            return new ResultCheck(ResultCheck.Kind.PURCHASE, "ann", "phone", 1, sent.requestId());
        }

        @Override
        public PurchaseRef subject(SentCommand sent) {
            return new PurchaseRef("phone", sent.requestId(), sent.logPosition());
        }

        @Override
        public Answer decided(Answers answers, SentCommand sent, Result result) {
            return answers.decided(subject(sent), result);
        }
    }
}
