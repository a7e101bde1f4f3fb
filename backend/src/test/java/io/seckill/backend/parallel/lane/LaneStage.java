package io.seckill.backend.parallel.lane;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.backend.command.ParsedRecord;
import io.seckill.backend.deliver.Reply;
import io.seckill.backend.fixture.Commands;
import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.backend.parallel.handler.Handler;
import io.seckill.backend.parallel.handler.Mode;
import io.seckill.slots.OrderingKey;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** One lane with a clock in the test's hand, writes that succeed when told to, and a handler that answers when told. */
public class LaneStage implements LanePort, Handler {
    static final EngineSettings SETTINGS =
            new EngineSettings(Mode.KEYED, 10, Duration.ofSeconds(1), 3, Duration.ofMillis(100), Duration.ofSeconds(1));

    /** Records that fit into the retry queue. */
    private static final int MAX_RETRYING = 5_000;

    private final Commands commands = new Commands("gateway:1", new SplittableRandom(1));
    final Deque<Runnable> events = new ArrayDeque<>();
    private final HandlerAvailability dependency;
    private final Lane lane;
    private long now = 1;
    private long nextOffset;
    private long nextCopy = 500;

    /** Attempts that were begun and not answered, by item, the latest last. */
    final Map<String, Promise<Result>> open = new LinkedHashMap<>();

    final List<String> begun = new ArrayList<>();
    final List<Long> begunOffsets = new ArrayList<>();
    final List<Reply> told = new ArrayList<>();
    final List<Task> copies = new ArrayList<>();
    final List<Task> letters = new ArrayList<>();
    boolean writesSucceed = true;
    boolean copiesFit = true;
    int asked; // whether other queues are done
    boolean othersAreDone;
    boolean marksCount = true;
    boolean present = true; // what the handler depends on
    boolean bounded;
    int longestLine = 1;

    /** Offsets of the lines of several that were begun, and what is to answer the latest. */
    final List<List<Long>> lines = new ArrayList<>();

    Promise<List<Result>> openLine = Promise.promise();

    LaneStage(EngineSettings settings) {
        this(settings, new RetryQueue(500, MAX_RETRYING, 0));
    }

    /** The lane of an owner who found {@code left}. */
    LaneStage(EngineSettings settings, TakeOver left) {
        this(settings, left, MAX_RETRYING);
    }

    /** The same, with a retry queue for {@code maxRetrying} records. */
    LaneStage(EngineSettings settings, TakeOver left, int maxRetrying) {
        dependency = new HandlerAvailability(this, this, settings);
        lane = new Lanes(OrderingKey.ITEM, settings, dependency, this, new SimpleMeterRegistry(), maxRetrying)
                .open(0, left);
        nextOffset = left.position();
        nextCopy += left.copies().size();
    }

    private LaneStage(EngineSettings settings, RetryQueue retries) {
        dependency = new HandlerAvailability(this, this, settings);
        LaneMeters meters = new LaneMeters(new SimpleMeterRegistry(), 0);
        lane = new Lane(
                new Lane.Where(0, 0, new LaneKeyOwnership.Keys(OrderingKey.ITEM, null)),
                retries,
                settings,
                dependency,
                this,
                meters);
    }

    public static EngineSettings settings(Mode mode, int window, int maxAttempts) {
        return new EngineSettings(
                mode, window, SETTINGS.holeTimeout(), maxAttempts, SETTINGS.retryBackoff(), SETTINGS.finishTimeout());
    }

    /** Appends a purchase of {@code item} and returns it. */
    Command append(String item) {
        return append(purchase(item));
    }

    Command purchase(String item) {
        return commands.purchase(item, "user");
    }

    Command lookUp(Command purchase) {
        return append(commands.lookup(purchase));
    }

    Command append(Command command) {
        append(command.getItemId(), command.toByteArray());
        return command;
    }

    void append(String key, byte[] value) {
        lane.offer(List.of(record(nextOffset++, key, value)));
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, String key, byte[] value) {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>(
                "test.requests",
                0,
                offset,
                1_000,
                TimestampType.LOG_APPEND_TIME,
                keyBytes.length,
                value.length,
                keyBytes,
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    /** What a purchase of {@code item} that stood at {@code origin} left at {@code offset} of the retry topic. */
    static TakeOver.Copy copy(long offset, long origin, String item) {
        Command purchase = new Commands("gateway:1", new SplittableRandom(origin)).purchase(item, "user");
        return new TakeOver.Copy(
                offset, Task.of(record(origin, item, purchase.toByteArray()), OrderingKey.ITEM, 1_000));
    }

    /** Lets {@code millis} pass and everything happen that follows. */
    void pass(long millis) {
        now += millis * 1_000_000;
        settle();
    }

    /** Lets everything happen that can without time. */
    void settle() {
        turn();
        while (!events.isEmpty()) {
            events.remove().run();
            turn();
        }
    }

    private void turn() {
        lane.turn();
        dependency.turn();
        lane.turn();
    }

    /** Answers the open attempt at {@code item}. */
    void decide(String item) {
        Promise<Result> attempt = open.remove(item);
        attempt.complete(Result.newBuilder()
                .setRequestId(item)
                .setOutcome(Outcome.OUTCOME_ACCEPTED)
                .build());
        settle();
    }

    void fail(String item, Throwable failure) {
        open.remove(item).fail(failure);
        settle();
    }

    void fail(String item) {
        fail(item, new IllegalStateException("no"));
    }

    LaneState state() {
        return lane.state();
    }

    List<Outcome> outcomes() {
        return told.stream().map(reply -> reply.result().getOutcome()).toList();
    }

    @Override
    public Future<Result> decide(Attempt attempt) {
        Promise<Result> answer = Promise.promise();
        String item = attempt.command().getItemId();
        begun.add(item);
        begunOffsets.add(attempt.recorded().offset());
        open.put(item, answer);
        return answer.future();
    }

    @Override
    public int longestLine() {
        return longestLine;
    }

    @Override
    public Future<List<Result>> decide(List<Attempt> line) {
        if (longestLine == 1) {
            return Handler.super.decide(line);
        }
        lines.add(line.stream().map(attempt -> attempt.recorded().offset()).toList());
        openLine = Promise.promise();
        return openLine.future();
    }

    /** Answers the first {@code count} of the open line. */
    void decideLine(int count) {
        openLine.complete(Collections.nCopies(
                count, Result.newBuilder().setOutcome(Outcome.OUTCOME_ACCEPTED).build()));
        settle();
    }

    void failLine(Throwable failure) {
        openLine.fail(failure);
        settle();
    }

    @Override
    public Future<?> probe() {
        return present ? Future.succeededFuture() : Future.failedFuture("away");
    }

    @Override
    public boolean boundsAttempts() {
        return bounded;
    }

    Optional<String> notReadyReason() {
        return dependency.notReadyReason();
    }

    @Override
    public void copy(Task task, Written written) {
        if (!copiesFit) {
            post(written::refused);
            return;
        }
        write(copies, task, written, nextCopy++);
    }

    @Override
    public void deadLetter(Task task, Written written) {
        write(letters, task, written, letters.size());
    }

    private void write(List<Task> where, Task task, Written written, long offset) {
        if (writesSucceed) {
            where.add(task);
            post(() -> written.at(offset));
        } else {
            post(written::failed);
        }
    }

    @Override
    public void ask(ParsedRecord.Await await, Consumer<Boolean> answer) {
        asked++;
        post(() -> answer.accept(othersAreDone));
    }

    @Override
    public void post(Runnable event) {
        events.add(event);
    }

    @Override
    public void tell(Task task, Reply reply) {
        told.add(reply);
    }

    @Override
    public boolean counts(ParsedRecord mark) {
        return marksCount;
    }

    @Override
    public long appendedAt(ConsumerRecord<?, ?> record) {
        return record.timestamp();
    }

    @Override
    public long now() {
        return now;
    }
}
