package io.seckill.gateway.admit;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.gateway.backlog.Backlog;
import io.seckill.gateway.catalogue.Catalogue;
import io.seckill.gateway.catalogue.Freshness;
import io.seckill.gateway.catalogue.Views;
import io.seckill.gateway.publish.ClockOffset;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.ItemJson;
import io.seckill.gateway.respond.PreparedRefusal;
import io.seckill.v1.Item;
import io.seckill.v1.ItemState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sale of "phone" from second 1,000 to second 2,000; the clock may be a second off. */
class EdgeTest {
    private final AtomicLong now = new AtomicLong(1_500_000);
    private final InstantSource clock = () -> Instant.ofEpochMilli(now.get());
    private final Freshness freshness = new Freshness(Duration.ofSeconds(5), () -> 0);
    private final Catalogue catalogue = new Catalogue(1);
    private final ClockOffset offset = new ClockOffset(clock);
    private final Edge edge = new Edge(
            catalogue,
            freshness,
            offset,
            new Answers(clock, new ItemJson(clock), new Backlog(1, now::get), bound -> 0));

    @Test
    void viewThatIsNotCurrentAnswersNothing() {
        sell(0);

        assertThat(edge.refusal("phone", 1)).isNull();
        assertThat(edge.refusal("nothing", 1)).isNull();
    }

    @Test
    void soldOutIsAnswered() {
        current();
        sell(0);

        assertThat(code("phone", 1)).isEqualTo(Code.SOLD_OUT);
    }

    @Test
    void unitsThatReturnLiftSoldOut() {
        current();
        sell(0);
        sell(2);

        assertThat(code("phone", 1)).isNull();
        assertThat(code("phone", 2)).isNull();
        assertThat(code("phone", 3)).isEqualTo(Code.SOLD_OUT);
    }

    @Test
    void unknownItemIsAnsweredUnlessTheViewHadNoRoomForIt() {
        current();
        sell(1);
        assertThat(code("nothing", 1)).isEqualTo(Code.UNKNOWN_ITEM);

        Views.update(catalogue, item("another", 1));

        assertThat(code("another", 1)).isNull();
    }

    @Test
    void deletedItemIsUnknownAndMakesRoomForAnother() {
        current();
        sell(0);

        Views.remove(catalogue, "phone");

        assertThat(catalogue.page("", 10)).isEmpty();
        Views.update(catalogue, item("another", 1));
        assertThat(code("another", 1)).isNull();
        assertThat(code("phone", 1)).isEqualTo(Code.UNKNOWN_ITEM);
    }

    @Test
    void itemIsNotUnknownWhereNoBackendHasEverPublishedOne() {
        current();

        assertThat(edge.answers()).isTrue();
        assertThat(code("nothing", 1)).isNull();
    }

    @Test
    void clockThatIsProvenWrongAnswersNothing() {
        current();
        sell(0);

        offBy(1_000);
        assertThat(code("phone", 1)).isEqualTo(Code.SOLD_OUT);
        offBy(1_001);
        assertThat(code("phone", 1)).isNull();
        offBy(-1_001);
        assertThat(code("phone", 1)).isNull();
        assertThat(edge.answers()).isFalse();
    }

    @ParameterizedTest(name = "at second {0}: {1}")
    @CsvSource({
        "998.999, NOT_STARTED",
        "999, ",
        "1000.999, ",
        "1001, SOLD_OUT",
        "1998.999, SOLD_OUT",
        "1999, ",
        "2000.999, ",
        "2001, ENDED"
    })
    void nearAnInstantTheQueueDecidesByItsOwnClock(double second, @Nullable Code code) {
        current();
        sell(0);
        now.set(Math.round(second * 1_000));

        assertThat(code("phone", 1)).isEqualTo(code);
    }

    @Test
    void beforeTheSaleItSaysWhenToComeBack() {
        current();
        sell(1);
        now.set(900_500);

        PreparedRefusal refusal = edge.refusal("phone", 1);

        assertThat(refusal).isNotNull();
        assertThat(refusal.answer().retryAfter()).isEqualTo(100);
    }

    @Test
    void aSaleThatOpensAtTheEndOfTimeHasNotStarted() {
        current();
        Views.update(
                catalogue,
                item("phone", 1).toBuilder()
                        .setOpensAt(Long.MAX_VALUE)
                        .setClosesAt(Long.MAX_VALUE)
                        .build());

        assertThat(code("phone", 1)).isEqualTo(Code.NOT_STARTED);
    }

    @Test
    void aPausedSaleSaysWhenToComeBack() {
        current();
        Views.update(
                catalogue,
                item("phone", 1).toBuilder()
                        .setState(ItemState.ITEM_STATE_PAUSED)
                        .build());
        now.set(1_500_000);

        PreparedRefusal refusal = edge.refusal("phone", 1);

        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(Code.PAUSED);
        assertThat(refusal.answer().retryAfter()).isPositive();
        now.set(2_000_500);
        assertThat(code("phone", 1)).isNull();
    }

    @Test
    void aSaleThatWasClosedHasEndedWhateverItsWindow() {
        current();
        Views.update(
                catalogue,
                item("phone", 1).toBuilder()
                        .setState(ItemState.ITEM_STATE_CLOSED)
                        .build());

        assertThat(code("phone", 1)).isEqualTo(Code.ENDED);
    }

    @Test
    void aSaleThatNeverClosesGoesOn() {
        current();
        Views.update(catalogue, item("phone", 1).toBuilder().setClosesAt(0).build());
        now.set(9_000_000);

        assertThat(code("phone", 1)).isNull();
        assertThat(code("phone", 2)).isEqualTo(Code.SOLD_OUT);
    }

    private @Nullable Code code(String itemId, int quantity) {
        PreparedRefusal refusal = edge.refusal(itemId, quantity);
        return refusal == null ? null : refusal.code();
    }

    /** Acknowledges a record whose stamp shows that this clock is {@code millis} ahead. */
    private void offBy(long millis) {
        offset.observe(now.get(), now.get() - millis);
    }

    private void current() {
        Views.confirm(freshness);
    }

    private void sell(int remaining) {
        Views.update(catalogue, item("phone", remaining));
    }

    private static Item item(String id, int remaining) {
        return Item.newBuilder()
                .setItemId(id)
                .setStock(10)
                .setRemaining(remaining)
                .setOpensAt(1_000_000)
                .setClosesAt(2_000_000)
                .build();
    }
}
