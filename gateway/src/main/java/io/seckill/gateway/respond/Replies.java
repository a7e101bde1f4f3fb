package io.seckill.gateway.respond;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.seckill.gateway.pending.WaitEnded;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends answers and keeps count of them. Thread-safe. */
public final class Replies {
    private static final Logger log = LoggerFactory.getLogger(Replies.class);
    private static final long WARN_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int NO_CONTENT = 204;

    private final Answers answers;
    private final Timer latency;
    private final Counter misfits;
    private final AtomicLong warnedAt = new AtomicLong(System.nanoTime() - WARN_EVERY_NANOS);
    private final Map<Code, Counter> refused = new EnumMap<>(Code.class);
    private final Map<Code, Counter> atTheEdge = new EnumMap<>(Code.class);

    /** Sends what {@code answers} says, counted in {@code registry}. */
    public Replies(Answers answers, MeterRegistry registry) {
        this.answers = answers;
        this.latency = Timer.builder("seckill.request.latency")
                .description("From the request's arrival to its answer, for requests that were registered")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(60))
                .register(registry);
        this.misfits = Counter.builder("seckill.results.misfit")
                .description("Results that do not answer what was asked, told as 500 INTERNAL")
                .register(registry);
        for (Code code : Code.values()) {
            refused.put(
                    code,
                    Counter.builder("seckill.requests.refused")
                            .description("Requests refused before they were registered, by code")
                            .tag("code", code.name())
                            .register(registry));
        }
        for (Code code : List.of(Code.UNKNOWN_ITEM, Code.NOT_STARTED, Code.PAUSED, Code.ENDED, Code.SOLD_OUT)) {
            atTheEdge.put(
                    code,
                    Counter.builder("seckill.edge.answers")
                            .description("Purchases answered from this gateway's view of the items, by code")
                            .tag("code", code.name())
                            .register(registry));
        }
    }

    /** The result for {@code requestId} is no answer to it, for {@code why}; each is counted, and the log says so now and then. */
    public void misfit(String requestId, String why) {
        misfits.increment();
        long now = System.nanoTime();
        long before = warnedAt.get();
        if (now - before >= WARN_EVERY_NANOS && warnedAt.compareAndSet(before, now)) {
            log.atWarn()
                    .addKeyValue("requestId", requestId)
                    .log("a backend sent a result that is no answer to its request: {}; told as 500 INTERNAL", why);
        }
    }

    /** The outcome table. */
    public Answers answers() {
        return answers;
    }

    /** Refuses a request that has no id yet. */
    public void refuse(HttpServerResponse response, Refusal refusal) {
        count(refusal.code());
        Answers.refused(refusal).send(response, null);
    }

    /** The same, for a refusal whose answer is made. */
    public void refuse(HttpServerResponse response, PreparedRefusal refusal) {
        Map<Code, Counter> counters = refusal.byEdge() ? atTheEdge : refused;
        Objects.requireNonNull(counters.get(refusal.code())).increment();
        refusal.answer().send(response, null);
    }

    /** Answers a request that ended in {@code failure} before it was sent; not where its caller has gone. */
    public void refuse(HttpServerResponse response, Throwable failure) {
        if (failure instanceof RefusedException refused) {
            refuse(response, refused.refusal());
        } else if (!(failure instanceof WaitEnded)) {
            log.error("a request could not be served", failure);
            refuse(response, new Refusal(Code.INTERNAL, "the fault has been logged"));
        }
    }

    /** Says to whoever has heard the outcome that nothing follows it. */
    public void nothingMore(HttpServerResponse response) {
        response.setStatusCode(NO_CONTENT).end();
    }

    private void count(Code code) {
        Objects.requireNonNull(refused.get(code)).increment();
    }

    /** Answers the request {@code requestId}, which arrived at {@code acceptedNanos} of {@link System#nanoTime}. */
    public void answer(HttpServerResponse response, Answer answer, String requestId, long acceptedNanos) {
        latency.record(System.nanoTime() - acceptedNanos, TimeUnit.NANOSECONDS);
        answer.send(response, requestId);
    }
}
