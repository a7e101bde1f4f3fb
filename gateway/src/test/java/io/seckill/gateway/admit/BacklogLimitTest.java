package io.seckill.gateway.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seckill.gateway.backlog.Backlog;
import io.seckill.v1.QueuePosition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loads in simulated time: a queue that decides 4,000 a second unless said otherwise. */
class BacklogLimitTest {
    private static final Duration LONGEST = Duration.ofMillis(500);
    private static final double RATE = 4;

    @ParameterizedTest(name = "{0} gateways, {1} times the capacity")
    @CsvSource({"1, 2", "1, 10", "3, 2", "3, 10"})
    void tooMuchLoadKeepsTheQueueBusyAndTheWaitAtTheBound(int gateways, double times) {
        SimulatedQueue queue = new SimulatedQueue(gateways, LONGEST, RATE);
        queue.run(Duration.ofSeconds(3), RATE * times);
        long before = queue.decided();

        queue.run(Duration.ofSeconds(10), RATE * times);

        assertThat(queue.decided() - before).isGreaterThan((long) (0.98 * RATE * 10_000));
        assertThat(queue.accepted() + queue.refused()).isCloseTo((long) (RATE * times * 10_000), within(10L));
        assertThat(queue.longestWait()).isBetween(400L, 700L);
        assertThat(queue.longestRetry()).isLessThan(1_000);
    }

    @Test
    void firstSecondOfTooMuchLoadOvershootsTheBoundByLittle() {
        SimulatedQueue queue = new SimulatedQueue(1, LONGEST, RATE);

        queue.run(Duration.ofSeconds(3), 3 * RATE);

        assertThat(queue.longestWait()).isLessThan(1_000);
    }

    @Test
    void loadBelowTheCapacityIsNeverRefused() {
        SimulatedQueue queue = new SimulatedQueue(2, LONGEST, RATE);

        queue.run(Duration.ofSeconds(20), 0.9 * RATE);

        assertThat(queue.refused()).isZero();
    }

    @Test
    void lightLoadSaysNothingOfTheRateAndSoRefusesNobodyWhenTheSaleOpens() {
        SimulatedQueue queue = new SimulatedQueue(1, LONGEST, RATE);
        queue.run(Duration.ofSeconds(10), 0.01 * RATE);

        queue.run(Duration.ofMillis(200), 2 * RATE);

        assertThat(queue.refused()).isZero();
    }

    @Test
    void slowFirstSecondOfAColdBackendRefusesNobody() {
        SimulatedQueue queue = new SimulatedQueue(1, Duration.ofSeconds(1), RATE / 50);
        queue.run(Duration.ofMillis(1_100), RATE / 20);
        assertThat(queue.refused()).isZero();

        queue.decideAt(RATE);
        queue.run(Duration.ofSeconds(3), RATE / 2);

        assertThat(queue.refused()).isZero();
    }

    @Test
    void itIsOverWhenTheLoadIs() {
        SimulatedQueue queue = new SimulatedQueue(1, LONGEST, RATE);
        queue.run(Duration.ofSeconds(10), 3 * RATE);
        queue.run(Duration.ofSeconds(1), RATE / 2);

        queue.run(Duration.ofSeconds(5), RATE / 2);

        assertThat(queue.refused()).isZero();
        assertThat(queue.longestWait()).isLessThan(100);
    }

    @Test
    void rateThatFallsShortensTheLineAndOneThatRisesLengthensIt() {
        SimulatedQueue queue = new SimulatedQueue(1, LONGEST, RATE);
        queue.run(Duration.ofSeconds(5), 3 * RATE);

        queue.decideAt(RATE / 8);
        queue.run(Duration.ofSeconds(10), 3 * RATE);
        queue.run(Duration.ofSeconds(5), 3 * RATE);
        assertThat(queue.longestWait()).isBetween(350L, 800L);

        queue.decideAt(RATE);
        queue.run(Duration.ofSeconds(3), 3 * RATE);
        queue.run(Duration.ofSeconds(5), 3 * RATE);
        assertThat(queue.accepted()).isGreaterThan((long) (0.95 * RATE * 5_000));
        assertThat(queue.longestWait()).isBetween(350L, 700L);
    }

    @Test
    void slowQueueIsClosedToo() {
        SimulatedQueue queue = new SimulatedQueue(1, LONGEST, 0.01);
        queue.run(Duration.ofSeconds(20), 0.1);

        queue.run(Duration.ofSeconds(30), 0.1);

        assertThat(queue.accepted()).isBetween(290L, 310L);
        assertThat(queue.longestWait()).isLessThan(700);
    }

    @Test
    void queueThatStandsStillIsClosedButForProbesUntilItHasWorkedOffItsLine() {
        SimulatedQueue queue = new SimulatedQueue(1, LONGEST, RATE);
        queue.run(Duration.ofSeconds(1), RATE / 2);
        queue.decideAt(0);
        queue.run(Duration.ofMillis(10_100), RATE / 2);

        queue.run(Duration.ofSeconds(10), RATE / 2);
        assertThat(queue.accepted()).isBetween(9L, 12L);
        assertThat(queue.longestRetry()).isBetween(20_000L, 22_000L);

        queue.decideAt(RATE);
        queue.run(Duration.ofSeconds(12), RATE / 2);
        queue.run(Duration.ofSeconds(5), RATE / 2);
        assertThat(queue.refused()).isZero();
    }

    @Test
    void nobodyIsRefusedWhereNothingIsKnown() {
        AtomicLong now = new AtomicLong(1_000_000);
        Backlog backlog = new Backlog(1, now::get);
        BacklogLimit limit = new BacklogLimit(backlog, LONGEST, now::get);
        for (int i = 0; i < 100_000; i++) {
            backlog.sent(0);
            backlog.appended(0, i);
        }
        now.addAndGet(60_000);

        assertThat(limit.closedForMillis(0)).isZero();
    }

    @Test
    void hourOfSilenceIsNoStandstillForTheFirstWhoComesAfterIt() {
        AtomicLong now = new AtomicLong(1_000_000);
        Backlog backlog = new Backlog(2, now::get);
        BacklogLimit limit = new BacklogLimit(backlog, LONGEST, now::get);
        backlog.advance(
                List.of(QueuePosition.newBuilder().setQueue(1).setOffset(10).build()));
        now.addAndGet(3_600_000);

        // Meanwhile others have filled and emptied the queue, which nobody told this gateway.
        backlog.sent(1);
        backlog.appended(1, 1_000_000);

        assertThat(limit.closedForMillis(1)).isZero();
        now.addAndGet(10_500);
        assertThat(limit.closedForMillis(1)).isZero();
        assertThat(limit.closedForMillis(1))
                .as("one who only asked was no probe")
                .isZero();
        assertThat(limit.mayJoin(1)).as("the probe").isTrue();
        assertThat(limit.closedForMillis(1)).isEqualTo(10_500);
        assertThat(limit.mayJoin(1)).isFalse();
        assertThat(limit.closedForMillis(0)).isZero();
    }
}
