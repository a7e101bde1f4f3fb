package io.seckill.load.micro;

import io.seckill.gateway.pending.Accounting;
import io.seckill.gateway.pending.Ending;
import io.seckill.gateway.pending.PendingRequests;
import io.seckill.gateway.pending.RequestId;
import io.seckill.v1.Receipt;
import io.seckill.v1.Result;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The pending map and its deadlines, as one event loop uses them, with others pending all the while. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PendingBenchmark {
    private static final int CAPACITY = 200_000;
    private static final int ANSWERED = 131_072;
    private static final long WAIT_MILLIS = 2_000;

    /** Set and cancelled in one turn of the event loop. */
    private static final int TIMERS = 1_000;

    /** No timer ends during the benchmark. */
    private static final long LONG_MILLIS = 3_600_000;

    /** Requests that wait during the benchmark. */
    @Param({"1", "1000", "100000"})
    int pending;

    private final SplittableRandom random = new SplittableRandom(42);
    private final Result result = Result.getDefaultInstance();
    private PendingRequests requests = new PendingRequests(CAPACITY, ANSWERED, new Accounting(), () -> 0);
    private long now;
    private int over;

    /** How many waits ended, beside how many ticks passed. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class TimedOut {
        /** Waits that ended. */
        public long requests;
    }

    /** Fills the map, with deadlines spread evenly over one wait. */
    @Setup
    public void fill() {
        requests = new PendingRequests(CAPACITY, ANSWERED, new Accounting(), () -> now);
        for (int i = 0; i < pending; i++) {
            register(next(), 1 + i * WAIT_MILLIS / pending);
        }
    }

    private RequestId next() {
        return RequestId.of(now, 0, random.nextLong());
    }

    private void register(RequestId id, long waitMillis) {
        requests.register(id, waitMillis, () -> Ending.PENDING_ANSWERED).onFailure(ended -> over++);
    }

    /** A request comes, and its result: the ordinary course. */
    @Benchmark
    public Receipt registerAndResolve() {
        RequestId id = next();
        register(id, WAIT_MILLIS);
        return requests.resolve(id, result);
    }

    /** A request comes, and its caller goes away. */
    @Benchmark
    public int registerAndCancel() {
        RequestId id = next();
        register(id, WAIT_MILLIS);
        requests.end(id, Ending.DISCONNECTED);
        return over;
    }

    /** A result comes that nobody waits for. */
    @Benchmark
    public Receipt resolveUnknown() {
        return requests.resolve(RequestId.of(now, 0, random.nextLong()), result);
    }

    /** An event loop of Vert.x on which as many timers run as requests wait. */
    @State(Scope.Benchmark)
    public static class TimerLoop {
        private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        private final Context loop = vertx.getOrCreateContext();

        /** Sets the timers. */
        @Setup
        public void fill(PendingBenchmark benchmark) {
            run(() -> {
                for (int i = 0; i < benchmark.pending; i++) {
                    vertx.setTimer(LONG_MILLIS + i * WAIT_MILLIS / benchmark.pending, over -> {});
                }
            });
        }

        /** Ends the loop. */
        @TearDown
        public void close() {
            vertx.close().await();
        }

        void setAndCancel() {
            run(() -> {
                for (int i = 0; i < TIMERS; i++) {
                    vertx.cancelTimer(vertx.setTimer(LONG_MILLIS, over -> {}));
                }
            });
        }

        private void run(Runnable work) {
            Promise<Void> done = Promise.promise();
            loop.runOnContext(here -> {
                work.run();
                done.complete();
            });
            done.future().await();
        }
    }

    /** Only the deadline of a request, by a timer of Vert.x: what the timing wheel stands in for. */
    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public void setAndCancelTimer(TimerLoop timers) {
        timers.setAndCancel();
    }

    /** One tick of the clock: those whose wait is over are told, and as many come anew. */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public void tickAndTimeOut(TimedOut timedOut) {
        now += PendingRequests.TICK_MILLIS;
        over = 0;
        requests.expire();
        timedOut.requests += over;
        for (int i = over; i > 0; i--) {
            register(next(), WAIT_MILLIS);
        }
    }
}
