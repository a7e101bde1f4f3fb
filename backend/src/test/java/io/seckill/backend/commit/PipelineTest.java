package io.seckill.backend.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.fixture.Members;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PipelineTest {
    private static final Duration NOT_AT_ALL = Duration.ZERO;
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Pipeline pipeline = new Pipeline(10);

    @BeforeEach
    void open() {
        open(pipeline);
    }

    private static Pipeline open(Pipeline pipeline) {
        pipeline.opened();
        pipeline.member(member(1));
        return pipeline;
    }

    @Test
    void whatArrivesWhileOneCommitRunsIsTakenTogether() {
        pipeline.put(pipeline.life(), batch(1));
        assertThat(taken().batches()).containsExactly(batch(1));
        pipeline.put(pipeline.life(), batch(2));
        pipeline.put(pipeline.life(), batch(3));
        pipeline.done();

        assertThat(taken().batches()).containsExactly(batch(2), batch(3));
    }

    @Test
    void isFullFromTheBoundUntilACommitMakesRoom() {
        pipeline.put(pipeline.life(), batch(9));
        assertThat(pipeline.full()).isFalse();
        pipeline.put(pipeline.life(), batch(1));
        assertThat(pipeline.full()).isTrue();

        taken();
        assertThat(pipeline.full()).isTrue();
        pipeline.done();

        assertThat(pipeline.full()).isFalse();
        assertThat(pipeline.pending()).isZero();
    }

    @Test
    void decisionsOfAnEndedLifeAreDropped() {
        long before = pipeline.life();
        pipeline.put(before, batch(1));
        pipeline.abandon();
        pipeline.put(before, batch(1));

        assertThat(pipeline.pending()).isZero();
        assertThat(pipeline.life()).isNotEqualTo(before);
    }

    @Test
    void workForLostQueuesNeverBorrowsTheNextGeneration() {
        pipeline.put(pipeline.life(), batch(1));
        Pipeline.Work work = taken();
        assertThat(pipeline.memberFor(work)).contains(member(1));

        pipeline.abandon();
        pipeline.member(member(2));

        assertThat(pipeline.memberFor(work)).isEmpty();
    }

    @Test
    void aMemberWithoutAGenerationIsPassedOver() {
        pipeline.member(Members.of("group", -1, ""));
        pipeline.put(pipeline.life(), batch(1));

        assertThat(pipeline.memberFor(taken())).contains(member(1));
    }

    @Test
    void aRefusedCommitCanWaitForTheNextGeneration() {
        pipeline.put(pipeline.life(), batch(1));
        Pipeline.Work work = taken();
        assertThat(pipeline.awaitNewerThan(member(1), work, NOT_AT_ALL)).isFalse();

        var known = CompletableFuture.supplyAsync(() -> pipeline.awaitNewerThan(member(1), work, LONG));
        pipeline.member(member(2));

        assertThat(known.join()).isTrue();
        assertThat(pipeline.memberFor(work)).contains(member(2));
    }

    @Test
    void aFailedTransactionForgetsAllAndClosesTheWayUntilAProducerIsThere() {
        pipeline.put(pipeline.life(), batch(1));
        taken();
        pipeline.put(pipeline.life(), batch(2));
        long before = pipeline.life();
        pipeline.broken();
        pipeline.put(pipeline.life(), batch(3));

        assertThat(pipeline.open()).isFalse();
        assertThat(pipeline.pending()).isZero();
        assertThat(pipeline.life()).isNotEqualTo(before);
        pipeline.opened();
        pipeline.put(pipeline.life(), batch(4));
        assertThat(taken().batches()).containsExactly(batch(4));
    }

    @Test
    void theNextLifeBeginsOnlyWhenNothingOfTheLastIsBeingCommitted() {
        pipeline.put(pipeline.life(), batch(1));
        taken();
        pipeline.abandon();
        assertThat(pipeline.open()).isFalse();

        pipeline.done();

        assertThat(pipeline.open()).isTrue();
    }

    @Test
    void whoGivesQueuesAwayCanWaitForTheLastCommit() {
        pipeline.put(pipeline.life(), batch(1));
        assertThat(pipeline.awaitEmpty(NOT_AT_ALL)).isFalse();

        var empty = CompletableFuture.supplyAsync(() -> pipeline.awaitEmpty(LONG));
        taken();
        pipeline.done();

        assertThat(empty.join()).isTrue();
    }

    @Test
    void whoGivesQueuesAwayWaitsAlsoForWhatDecidesNoCommand() {
        pipeline.put(pipeline.life(), batch(0));
        assertThat(pipeline.awaitEmpty(NOT_AT_ALL)).isFalse();
        taken();
        assertThat(pipeline.awaitEmpty(NOT_AT_ALL)).isFalse();
        pipeline.done();

        assertThat(pipeline.awaitEmpty(NOT_AT_ALL)).isTrue();
    }

    @Test
    void whatIsTooMuchForOneTransactionIsTakenInSeveral() {
        Batch large = new Batch(
                1,
                Collections.nCopies(Pipeline.MAX_WRITES, new ProducerRecord<>("orders", new byte[0], new byte[0])),
                Map.of(),
                List.of());
        pipeline.put(pipeline.life(), batch(1));
        pipeline.put(pipeline.life(), large);
        pipeline.put(pipeline.life(), large);

        assertThat(taken().batches()).containsExactly(batch(1), large);
        pipeline.done();
        assertThat(pipeline.pending()).isEqualTo(1);
        assertThat(taken().batches()).containsExactly(large);
        pipeline.done();
        assertThat(pipeline.pending()).isZero();
    }

    @Test
    void whatWaitsIsStillTakenAfterTheClose() {
        pipeline.put(pipeline.life(), batch(1));
        pipeline.close();
        pipeline.put(pipeline.life(), batch(2));

        assertThat(taken().batches()).containsExactly(batch(1));
        assertThat(pipeline.take()).isEmpty();
    }

    private Pipeline.Work taken() {
        return pipeline.take().orElseThrow();
    }

    private static ConsumerGroupMetadata member(int generation) {
        return Members.of("group", generation, "member");
    }

    private static Batch batch(int commands) {
        return new Batch(commands, List.of(), Map.of(), List.of());
    }
}
