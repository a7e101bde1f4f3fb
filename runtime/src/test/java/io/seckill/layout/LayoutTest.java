package io.seckill.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.kafka.TopicSettings;
import io.seckill.slots.Modulo;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.Partitioning;
import io.seckill.v1.GrowthPhase;
import io.seckill.v1.QueueOffset;
import io.seckill.v1.SlotLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayoutTest {
    private static final Layout FIRST = Layout.first(settings(Partitioning.SLOTS));
    private static final Layout FREEZING = FIRST.freezing(10);
    private static final Layout SWITCHED = FREEZING.switched(
            List.of(QueueOffset.newBuilder().setQueue(1).setOffset(7).build()), List.of());

    private static TopicSettings settings(Partitioning partitioner) {
        return new TopicSettings("seckill", 5, 1, 1, partitioner, OrderingKey.ITEM);
    }

    static List<Layout> layouts() {
        return List.of(FIRST, FREEZING, SWITCHED, SWITCHED.grown(), Layout.first(settings(Partitioning.MODULO)));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void layoutSurvivesItsRecord(Layout layout) {
        assertThat(Layout.of(layout.record()).record()).isEqualTo(layout.record());
    }

    @Test
    void commandsGoByTheOldTableUntilSwitched() {
        assertThat(List.of(FIRST, FREEZING, SWITCHED, SWITCHED.grown()))
                .extracting(layout -> layout.current().version())
                .containsExactly(1L, 1L, 2L, 2L);
        assertThat(FREEZING.queues()).isEqualTo(10);
    }

    @Test
    void onlyAFreezeHoldsBack() {
        assertThat(FREEZING.awaited()).isSameAs(FREEZING.next());
        assertThat(SWITCHED.awaited()).isNull();
        assertThat(SWITCHED.grown().phase()).isEqualTo(GrowthPhase.GROWTH_PHASE_STEADY);
    }

    @Test
    void oneStepFollowsAnotherAndNoneGoesBack() {
        assertThat(FREEZING.follows(FIRST)).isTrue();
        assertThat(SWITCHED.follows(FREEZING)).isTrue();
        assertThat(SWITCHED.grown().follows(FREEZING)).as("compacted").isTrue();
        assertThat(FIRST.follows(FIRST)).isFalse();
        assertThat(FREEZING.follows(SWITCHED)).isFalse();
    }

    @Test
    void ofTwoAtOnceTheLaterDoesNotFollow() {
        Layout more = FIRST.freezing(20);
        Layout byUser = Layout.first(new TopicSettings("seckill", 5, 1, 1, Partitioning.SLOTS, OrderingKey.USER));

        assertThat(more.follows(FREEZING)).isFalse();
        assertThat(more.switched(List.of(), List.of()).follows(FREEZING)).isFalse();
        assertThat(byUser.follows(FIRST)).isFalse();
        assertThat(byUser.freezing(10).follows(FIRST)).isFalse();
    }

    @Test
    void queueHasHeardOfTheTablesWhoseMarksItHasPassed() {
        assertThat(SWITCHED.heard(1, 8)).isSameAs(SWITCHED.next());
        assertThat(SWITCHED.heard(1, 7)).as("of the first nothing is said").isNull();
        Layout again = SWITCHED.grown().freezing(20);
        assertThat(again.heard(1, 8)).isSameAs(SWITCHED.next());
        assertThat(again.heard(15, 0)).as("a new one").isNull();
        assertThat(SWITCHED.grown().heard(1, 7)).as("set back").isNull();
        assertThat(SWITCHED.grown().heard(1, 8)).isSameAs(SWITCHED.next());
    }

    @Test
    void moduloNeedsNoTable() {
        assertThat(Layout.first(settings(Partitioning.MODULO)).routing()).isEqualTo(new Modulo(5));
    }

    @Test
    void recordOfAnotherKindOfLayoutIsRefused() {
        SlotLayout good = FIRST.record();

        assertThatThrownBy(
                        () -> Layout.of(good.toBuilder().setPartitioner("ring").build()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Layout.of(good.toBuilder()
                        .setPhase(GrowthPhase.GROWTH_PHASE_FREEZING)
                        .build()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
