package io.seckill.gateway.backlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seckill.v1.QueuePosition;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final Backlog backlog = new Backlog(3, now::get);

    @Test
    void nothingIsKnownBeforeAnybodySpoke() {
        assertThat(backlog.estimate(new LogPosition(0, 100))).isNull();
        assertThat(backlog.estimate(null)).isNull();
    }

    @Test
    void positionIsWhatIsAheadInTheSameQueue() {
        decided(1, 40);

        assertThat(estimate(1, 100).position()).isEqualTo(60);
        assertThat(backlog.estimate(new LogPosition(0, 100))).isNull();
    }

    @Test
    void positionIsNeverNegative() {
        decided(1, 140);

        assertThat(estimate(1, 100).position()).isZero();
    }

    @Test
    void olderWordDoesNotMoveAnybodyBack() {
        decided(1, 60);
        decided(1, 40);

        assertThat(estimate(1, 100).position()).isEqualTo(40);
    }

    @Test
    void queueThatDoesNotExistIsPassedOver() {
        decided(7, 60);

        assertThat(backlog.estimate(new LogPosition(7, 100))).isNull();
    }

    @Test
    void steadyRateGivesTheWait() {
        backlog.appended(0, 7_000);
        for (int i = 0; i <= 50; i++) {
            decided(0, i * 100L);
            now.addAndGet(100);
        }

        // 1,000 a second, 2,000 ahead.
        assertThat(estimate(0, 7_000).estimatedWaitMillis()).isCloseTo(2_000, within(100L));
    }

    @Test
    void waitFollowsARateThatChanges() {
        long offset = 0;
        backlog.appended(0, 7_000);
        for (int i = 0; i < 50; i++) {
            decided(0, offset += 100);
            now.addAndGet(100);
        }
        for (int i = 0; i < 100; i++) {
            decided(0, offset += 10);
            now.addAndGet(100);
        }

        // Now 100 a second, 1,000 ahead.
        assertThat(estimate(0, offset + 1_000).estimatedWaitMillis()).isBetween(5_000L, 20_000L);
    }

    @Test
    void idleTimeDoesNotSlowTheRate() {
        decided(0, 10);
        for (int sparse = 0; sparse < 5; sparse++) {
            now.addAndGet(60_000);
            backlog.appended(0, 10 + sparse);
            now.addAndGet(20);
            decided(0, 11 + sparse);
        }
        now.addAndGet(60_000);
        backlog.appended(0, 1_015);
        now.addAndGet(250);

        decided(0, 265);

        // 250 in 250 ms, 750 ahead.
        assertThat(estimate(0, 1_015).estimatedWaitMillis()).isCloseTo(750, within(10L));
    }

    @Test
    void queueThatStandsStillPromisesNoWait() {
        backlog.appended(0, 7_000);
        for (int i = 0; i <= 50; i++) {
            decided(0, i * 100L);
            now.addAndGet(100);
        }
        assertThat(estimate(0, 7_000).estimatedWaitMillis()).isPositive();

        now.addAndGet(1_000);

        assertThat(estimate(0, 7_000)).isEqualTo(new BacklogEstimate(2_000, -1));
        assertThat(backlog.longestStandstillMillis()).isEqualTo(1_100);
        decided(0, 5_100);
        assertThat(backlog.longestStandstillMillis()).isZero();
        assertThat(estimate(0, 7_000).estimatedWaitMillis()).isPositive();
    }

    @Test
    void queueThatWasMadeAnewIsFollowedFromItsBeginning() {
        backlog.appended(0, 7_000);
        decided(0, 7_000);

        backlog.appended(0, 3);
        assertThat(backlog.estimate(new LogPosition(0, 3))).isNull();
        decided(0, 1);

        assertThat(estimate(0, 3).position()).isEqualTo(2);
    }

    @Test
    void waitIsUnknownBeforeThereIsARate() {
        decided(0, 10);

        assertThat(estimate(0, 100).estimatedWaitMillis()).isEqualTo(-1);
    }

    @Test
    void whatIsBelievedBeyondTheQueuesEndIsTakenBackOnceTheBrokerSaysWhereThatIs() {
        backlog.appended(0, 99);
        decided(0, Long.MAX_VALUE);
        assertThat(estimate(0, 100).position()).isZero();
        assertThat(backlog.doubted()).isEqualTo(Map.of(0, Long.MAX_VALUE));

        backlog.check(0, Long.MAX_VALUE, 40, 130);

        assertThat(estimate(0, 100).position()).isEqualTo(60);
        assertThat(backlog.behind()).isTrue();
        assertThat(backlog.doubted()).isEmpty();
    }

    @Test
    void aQueueThatOthersFilledIsBelievedToBeDecidedOnceTheBrokerSaysThatItReachesSoFar() {
        backlog.appended(0, 99);
        decided(0, 150);

        backlog.check(0, 150, 120, 160);

        assertThat(estimate(0, 200).position()).isEqualTo(50);
        assertThat(backlog.doubted()).isEmpty();
    }

    @Test
    void aQueueThatLostItsEndIsFollowedFromTheNextAcknowledgementOn() {
        backlog.appended(0, 99);
        decided(0, 100);

        backlog.sent(0);
        backlog.appended(0, 7);

        assertThat(backlog.estimate(new LogPosition(0, 7))).isNull();
        assertThat(backlog.predictedWaitMillis(0)).isZero();
        assertThat(backlog.standstillMillis(0)).isZero();
        decided(0, 3);
        assertThat(estimate(0, 7).position()).isEqualTo(4);
    }

    @Test
    void anAcknowledgementWithoutAnOffsetTellsNothing() {
        backlog.appended(0, 99);
        decided(0, 50);

        backlog.appended(0, -1);

        assertThat(estimate(0, 99).position()).isEqualTo(49);
    }

    @Test
    void placeIsReadBackAsItWasWritten() {
        assertThat(LogPosition.parse(new LogPosition(3, 1200).toString())).isEqualTo(new LogPosition(3, 1200));
        assertThat(LogPosition.parse("3")).isNull();
        assertThat(LogPosition.parse("-1-5")).isNull();
        assertThat(LogPosition.parse("1-9999999999999999999")).isNull();
    }

    private void decided(int queue, long offset) {
        backlog.advance(List.of(
                QueuePosition.newBuilder().setQueue(queue).setOffset(offset).build()));
    }

    private BacklogEstimate estimate(int queue, long offset) {
        return Objects.requireNonNull(backlog.estimate(new LogPosition(queue, offset)));
    }
}
