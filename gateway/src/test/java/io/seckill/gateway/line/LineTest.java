package io.seckill.gateway.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seckill.v1.QueuePosition;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LineTest {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final Line line = new Line(3, now::get);

    @Test
    void nothingIsKnownBeforeAnybodySpoke() {
        assertThat(line.standing(new Place(0, 100))).isNull();
        assertThat(line.standing(null)).isNull();
    }

    @Test
    void positionIsWhatIsAheadInTheSameQueue() {
        decided(1, 40);

        assertThat(standing(1, 100).position()).isEqualTo(60);
        assertThat(line.standing(new Place(0, 100))).isNull();
    }

    @Test
    void positionIsNeverNegative() {
        decided(1, 140);

        assertThat(standing(1, 100).position()).isZero();
    }

    @Test
    void olderWordDoesNotMoveAnybodyBack() {
        decided(1, 60);
        decided(1, 40);

        assertThat(standing(1, 100).position()).isEqualTo(40);
    }

    @Test
    void queueThatDoesNotExistIsPassedOver() {
        decided(7, 60);

        assertThat(line.standing(new Place(7, 100))).isNull();
    }

    @Test
    void steadyRateGivesTheWait() {
        line.appended(0, 7_000);
        for (int i = 0; i <= 50; i++) {
            decided(0, i * 100L);
            now.addAndGet(100);
        }

        // 1,000 a second, 2,000 ahead.
        assertThat(standing(0, 7_000).estimatedWaitMillis()).isCloseTo(2_000, within(100L));
    }

    @Test
    void waitFollowsARateThatChanges() {
        long offset = 0;
        line.appended(0, 7_000);
        for (int i = 0; i < 50; i++) {
            decided(0, offset += 100);
            now.addAndGet(100);
        }
        for (int i = 0; i < 100; i++) {
            decided(0, offset += 10);
            now.addAndGet(100);
        }

        // Now 100 a second, 1,000 ahead.
        assertThat(standing(0, offset + 1_000).estimatedWaitMillis()).isBetween(5_000L, 20_000L);
    }

    @Test
    void idleTimeDoesNotSlowTheRate() {
        decided(0, 10);
        for (int sparse = 0; sparse < 5; sparse++) {
            now.addAndGet(60_000);
            line.appended(0, 10 + sparse);
            now.addAndGet(20);
            decided(0, 11 + sparse);
        }
        now.addAndGet(60_000);
        line.appended(0, 1_015);
        now.addAndGet(250);

        decided(0, 265);

        // 250 in 250 ms, 750 ahead.
        assertThat(standing(0, 1_015).estimatedWaitMillis()).isCloseTo(750, within(10L));
    }

    @Test
    void queueThatStandsStillPromisesNoWait() {
        line.appended(0, 7_000);
        for (int i = 0; i <= 50; i++) {
            decided(0, i * 100L);
            now.addAndGet(100);
        }
        assertThat(standing(0, 7_000).estimatedWaitMillis()).isPositive();

        now.addAndGet(1_000);

        assertThat(standing(0, 7_000)).isEqualTo(new Standing(2_000, -1));
        assertThat(line.longestStandstillMillis()).isEqualTo(1_100);
        decided(0, 5_100);
        assertThat(line.longestStandstillMillis()).isZero();
        assertThat(standing(0, 7_000).estimatedWaitMillis()).isPositive();
    }

    @Test
    void queueThatWasMadeAnewIsFollowedFromItsBeginning() {
        line.appended(0, 7_000);
        decided(0, 7_000);

        line.appended(0, 3);
        assertThat(line.standing(new Place(0, 3))).isNull();
        decided(0, 1);

        assertThat(standing(0, 3).position()).isEqualTo(2);
    }

    @Test
    void waitIsUnknownBeforeThereIsARate() {
        decided(0, 10);

        assertThat(standing(0, 100).estimatedWaitMillis()).isEqualTo(-1);
    }

    @Test
    void whatIsBelievedBeyondTheQueuesEndIsTakenBackOnceTheBrokerSaysWhereThatIs() {
        line.appended(0, 99);
        decided(0, Long.MAX_VALUE);
        assertThat(standing(0, 100).position()).isZero();
        assertThat(line.doubted()).isEqualTo(Map.of(0, Long.MAX_VALUE));

        line.check(0, Long.MAX_VALUE, 40, 130);

        assertThat(standing(0, 100).position()).isEqualTo(60);
        assertThat(line.behind()).isTrue();
        assertThat(line.doubted()).isEmpty();
    }

    @Test
    void aQueueThatOthersFilledIsBelievedToBeDecidedOnceTheBrokerSaysThatItReachesSoFar() {
        line.appended(0, 99);
        decided(0, 150);

        line.check(0, 150, 120, 160);

        assertThat(standing(0, 200).position()).isEqualTo(50);
        assertThat(line.doubted()).isEmpty();
    }

    @Test
    void aQueueThatLostItsEndIsFollowedFromTheNextAcknowledgementOn() {
        line.appended(0, 99);
        decided(0, 100);

        line.sent(0);
        line.appended(0, 7);

        assertThat(line.standing(new Place(0, 7))).isNull();
        assertThat(line.predictedWaitMillis(0)).isZero();
        assertThat(line.standstillMillis(0)).isZero();
        decided(0, 3);
        assertThat(standing(0, 7).position()).isEqualTo(4);
    }

    @Test
    void anAcknowledgementWithoutAnOffsetTellsNothing() {
        line.appended(0, 99);
        decided(0, 50);

        line.appended(0, -1);

        assertThat(standing(0, 99).position()).isEqualTo(49);
    }

    @Test
    void placeIsReadBackAsItWasWritten() {
        assertThat(Place.parse(new Place(3, 1200).toString())).isEqualTo(new Place(3, 1200));
        assertThat(Place.parse("3")).isNull();
        assertThat(Place.parse("-1-5")).isNull();
        assertThat(Place.parse("1-9999999999999999999")).isNull();
    }

    private void decided(int queue, long offset) {
        line.advance(List.of(
                QueuePosition.newBuilder().setQueue(queue).setOffset(offset).build()));
    }

    private Standing standing(int queue, long offset) {
        return Objects.requireNonNull(line.standing(new Place(queue, offset)));
    }
}
