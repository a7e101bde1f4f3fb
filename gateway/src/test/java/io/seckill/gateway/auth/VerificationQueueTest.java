package io.seckill.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VerificationQueueTest {
    private final Vertx vertx = Vertx.vertx();
    private final VerificationQueue queue = new VerificationQueue(vertx, 1);
    private final CountDownLatch free = new CountDownLatch(1);
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        free.countDown();
        vertx.close().await();
    }

    @Test
    void connectionsTakeTurns() throws Exception {
        CountDownLatch all = new CountDownLatch(7);
        occupyTheThread();
        for (String job : List.of("a1", "a2", "a3", "a4", "b1", "c1", "c2")) {
            assertThat(queue.add(job.charAt(0), () -> {
                        order.add(job);
                        all.countDown();
                    }))
                    .isTrue();
        }

        free.countDown();

        assertThat(all.await(40, TimeUnit.SECONDS)).isTrue();
        assertThat(order).containsExactly("a1", "b1", "c1", "a2", "c2", "a3", "a4");
    }

    @Test
    void pastItsBoundAConnectionIsTurnedAwayAndOthersAreNot() throws Exception {
        occupyTheThread();
        for (int i = 0; i < VerificationQueue.MAX_PER_CONNECTION; i++) {
            assertThat(queue.add("a", () -> {})).isTrue();
        }

        assertThat(queue.add("a", () -> {})).isFalse();
        assertThat(queue.add("b", () -> {})).isTrue();
    }

    @Test
    void pastTheBoundOfAllEverybodyIsTurnedAwayUntilSomeAreDone() throws Exception {
        occupyTheThread();
        CountDownLatch done = new CountDownLatch(VerificationQueue.MAX);
        for (int i = 0; i < VerificationQueue.MAX; i++) {
            assertThat(queue.add(i, done::countDown)).isTrue();
        }
        assertThat(queue.add("one more", () -> {})).isFalse();

        free.countDown();

        assertThat(done.await(40, TimeUnit.SECONDS)).isTrue();
        assertThat(queue.add("one more", () -> {})).isTrue();
    }

    private void occupyTheThread() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        queue.add("first", () -> {
            busy.countDown();
            try {
                free.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(busy.await(40, TimeUnit.SECONDS)).isTrue();
    }
}
