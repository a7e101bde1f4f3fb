package io.seckill.backend;

import io.seckill.backend.commit.Producers;
import io.seckill.backend.deliver.Deliveries;
import io.seckill.backend.deliver.Ticker;
import io.seckill.backend.membership.OwnerId;
import io.seckill.backend.operate.OperatedProcess;
import io.seckill.backend.parallel.handler.Handler;
import io.seckill.backend.parallel.handler.UnavailableException;
import io.seckill.backend.trace.CommandTracer;
import io.seckill.kafka.Topics;
import io.seckill.layout.LayoutGate;
import io.seckill.process.Causes;
import io.seckill.settings.SettingsException;
import io.seckill.tracing.Tracing;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;

/** A running backend: its parts, built in the order of a command's way and ended so that nothing decided is lost. */
public final class Backend {
    private final BackendSettings settings;
    private final OperatedProcess process;
    private final Tracing tracing;
    private final LayoutGate layout;
    private final OperatedProcess.Plan plan;

    private Backend(BackendSettings settings, Function<DeciderContext, Decider> maker) {
        this.settings = settings;
        SecureRandom random = new SecureRandom();
        OwnerId owner = OwnerId.next(settings.kafka().group(), random);
        this.tracing = Tracing.of(settings.tracing(), "seckill-backend");
        this.process = new OperatedProcess(settings.kafka(), owner.toString());
        Deliveries deliveries = Deliveries.start(
                process.vertx(), settings.delivery(), settings.tls(), process.registry(), Ticker.system(), random);
        this.layout = new LayoutGate(settings.kafka(), settings.topics(), owner + "-layout");
        Producers producers = new Producers(settings.kafka(), owner, process.registry());
        CommandTracer tracer = new CommandTracer(
                tracing, settings.topics().requests(), settings.kafka().group());
        Decider deciding =
                maker.apply(new DeciderContext(settings, owner, process, producers, deliveries, random, tracer));
        this.plan = new OperatedProcess.Plan(
                List.of(
                        new OperatedProcess.Step(
                                this::topicsStand, failure -> "the cluster: " + Causes.inOneLine(failure)),
                        new OperatedProcess.Step(
                                deciding::open, failure -> "the store: " + UnavailableException.reason(failure))),
                deciding,
                () -> deliveries.close().eventually(this::closeTracing));
    }

    /**
     * Starts a backend.
     *
     * @return completes once it asks for its share of the queues, which needs the cluster: where that is away it is
     *     waited for, without end; fails with {@link SettingsException} on a taken port or a contradicting topic
     */
    public static Future<Backend> start(BackendSettings settings) {
        if (!settings.onLedger()) {
            return startWith(settings, PostgresDecider::new);
        }
        try {
            settings.checkLedger();
        } catch (SettingsException wrong) {
            return Future.failedFuture(wrong);
        }
        return startWith(settings, LedgerDecider::new);
    }

    /**
     * As {@link #start(BackendSettings)}, but {@code handler} decides, handed commands as {@code backend.engine} says;
     * {@code backend.store} does not matter.
     */
    public static Future<Backend> start(BackendSettings settings, Handler handler) {
        return startWith(settings, context -> ParallelDecider.with(handler, context));
    }

    private static Future<Backend> startWith(BackendSettings settings, Function<DeciderContext, Decider> maker) {
        try {
            Backend backend = new Backend(settings, maker);
            return backend.process
                    .start(backend.plan, settings.topics(), settings.management(), BackendSettings.SECTION)
                    .map(backend);
        } catch (KafkaException refused) {
            return Future.failedFuture(OperatedProcess.wrongSettings(refused));
        }
    }

    private Future<Void> closeTracing() {
        return process.vertx().executeBlocking(() -> {
            tracing.close();
            return null;
        });
    }

    /** Creates and checks the topics and the layout. */
    private Future<Void> topicsStand() {
        return Future.fromCompletionStage(
                        new Topics(settings.topics(), settings.events().enabled()).ensure(process.admin()),
                        process.vertx().getOrCreateContext())
                .compose(stand -> process.vertx().executeBlocking(layout::pass))
                .mapEmpty();
    }

    /** The port on which operators are served. */
    public int managementPort() {
        return process.managementPort();
    }

    /**
     * Stops: gives the queues back, commits what is decided, delivers what is committed, each for a bounded time.
     *
     * @return completes when every thread of the backend has ended, or 5 s after the rest where a connection does not end
     */
    public Future<Void> stop() {
        return process.stop(plan);
    }
}
