package io.seckill.backend.operate;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.seckill.kafka.GroupLagReader;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.kafka.Topics;
import io.seckill.process.EventLoops;
import io.seckill.process.RepeatedTrouble;
import io.seckill.settings.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process around its {@link Work}: event loops, meters, a client of the cluster and a port for operators. */
public final class OperatedProcess {
    private static final Logger log = LoggerFactory.getLogger(OperatedProcess.class);

    /** One loop works, the other serves operators. */
    private static final int EVENT_LOOPS = 2;

    /** Upper bound for closing connections in good order: a peer that has vanished does not take part in it. */
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private static final long ASK_AGAIN_MS = 1_000;
    private static final long LOOK_AT_WAITS_MS = 250;

    /**
     * What must be there before the work starts.
     *
     * @param attempt fails with {@link SettingsException} where to try again is no use
     * @param reason what is waited for after another failure, in words
     */
    public record Step(Supplier<Future<Void>> attempt, Function<Throwable, String> reason) {}

    /**
     * From the start to the stop.
     *
     * @param steps taken before the work starts, each again and again until it succeeds
     * @param last ends what the work has used
     */
    public record Plan(List<Step> steps, Work work, Supplier<Future<Void>> last) {}

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Waits waits = new Waits(registry, System::nanoTime);
    private final RepeatedTrouble trouble = new RepeatedTrouble(System::nanoTime); // one attempt at a time
    private final Admin admin;
    private final Vertx vertx;
    private volatile Optional<String> notReadyReason = Optional.of("waiting for the cluster"); // until the work starts
    private volatile int managementPort; // written once, by the event loop that listens

    /**
     * A process whose client ids begin with {@code name}.
     *
     * @throws KafkaException where no client can be made by these settings
     */
    public OperatedProcess(KafkaSettings kafka, String name) {
        this.admin = Admin.create(kafka.asking(Map.of("client.id", name + "-admin")));
        this.vertx = EventLoops.start(EVENT_LOOPS);
    }

    /** What {@code refused}, thrown where the parts of a process are made, says of its settings. */
    public static SettingsException wrongSettings(KafkaException refused) {
        Throwable root = refused;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new SettingsException("kafka: " + root.getMessage(), refused);
    }

    /** Where the parts of this process run. */
    public Vertx vertx() {
        return vertx;
    }

    /** A client of the cluster, for any part. */
    public Admin admin() {
        return admin;
    }

    /** What this process has counted. */
    public MeterRegistry registry() {
        return registry;
    }

    /** What its threads wait for. */
    public Waits waits() {
        return waits;
    }

    /** Until the work has started, or a step says otherwise, this process is not ready since it waits for {@code what}. */
    public void startWaitsFor(String what) {
        notReadyReason = Optional.of("waiting for " + what);
    }

    /** The port on which operators are served. */
    public int managementPort() {
        return managementPort;
    }

    /**
     * Serves operators, takes the steps and starts the work.
     *
     * @param section whose {@code management} the settings are
     * @return completes once the work has started; fails with {@link SettingsException} on a taken port, or as a step
     *     does, and then everything has been stopped
     */
    public Future<Void> start(Plan plan, TopicSettings topics, ManagementSettings management, String section) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        vertx.setPeriodic(LOOK_AT_WAITS_MS, tick -> waits.look());
        Future<Void> standing = new ManagementServer(
                        () -> deadPart(plan.work()),
                        () -> notReadyReason(plan.work()),
                        registry,
                        new GroupLagReader(admin, topics))
                .listen(vertx, management, section)
                .onSuccess(server -> managementPort = server.actualPort())
                .mapEmpty();
        for (Step step : plan.steps()) {
            standing = standing.compose(stands -> take(step));
        }
        // Of no context: where the start fails, the context of every other future here ends before this one completes.
        Promise<Void> started = Promise.promise();
        standing.onSuccess(stands -> {
                    plan.work().start();
                    notReadyReason = Optional.empty();
                })
                .onComplete(
                        opened -> started.complete(),
                        failure -> stop(plan).onComplete(stopped -> started.fail(failure)));
        return started.future();
    }

    /**
     * Stops the work, and then the rest.
     *
     * @return completes when every thread of the process has ended, or 5 s after the work where a connection does not end
     */
    public Future<Void> stop(Plan plan) {
        // A future of its own: those of the loops are never completed once the loops have ended.
        Promise<Void> ended = Promise.promise();
        vertx.executeBlocking(() -> {
                    plan.work().stop();
                    return null;
                })
                .transform(stopped -> plan.last().get())
                .onComplete(last -> closeVertx().onComplete(closed -> {
                    admin.close(Duration.ZERO);
                    ended.tryComplete();
                }));
        return ended.future();
    }

    /** The time-out is none of a loop, which may end before it could tell. */
    private Future<Void> closeVertx() {
        return Future.fromCompletionStage(vertx.close()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .orTimeout(CLOSE.toMillis(), TimeUnit.MILLISECONDS))
                .onFailure(
                        late -> log.warn("connections did not end within {} s and are left open", CLOSE.toSeconds()));
    }

    private Optional<String> deadPart(Work work) {
        boolean started = notReadyReason.isEmpty();
        return started && !work.alive() ? Optional.of("a thread has died") : Optional.empty();
    }

    private Optional<String> notReadyReason(Work work) {
        return notReadyReason.or(work::notReadyReason).or(waits::notReadyReason);
    }

    private Future<Void> take(Step step) {
        Promise<Void> taken = Promise.promise();
        attempt(step, taken);
        return taken.future();
    }

    /** One promise for all attempts: were each part of the one before, the last one's end would overflow the stack. */
    private void attempt(Step step, Promise<Void> taken) {
        step.attempt().get().onComplete(taken::complete, failure -> {
            Throwable root = Topics.rootOf(failure);
            if (root instanceof SettingsException) {
                taken.fail(root);
                return;
            }
            String reason = "waiting for " + step.reason().apply(root);
            if (trouble.isNews(reason)) {
                log.warn(reason);
            }
            notReadyReason = Optional.of(reason);
            vertx.setTimer(ASK_AGAIN_MS, due -> attempt(step, taken));
        });
    }
}
