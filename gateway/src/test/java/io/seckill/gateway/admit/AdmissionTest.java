package io.seckill.gateway.admit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.gateway.backlog.Backlog;
import io.seckill.gateway.catalogue.Catalogue;
import io.seckill.gateway.catalogue.Freshness;
import io.seckill.gateway.pending.Accounting;
import io.seckill.gateway.pending.Mailbox;
import io.seckill.gateway.pending.PendingRequests;
import io.seckill.gateway.publish.CircuitBreakers;
import io.seckill.gateway.publish.ClockOffset;
import io.seckill.gateway.publish.CommandPublisher;
import io.seckill.gateway.publish.CommandRouters;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.ItemJson;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.settings.Settings;
import io.seckill.v1.QueuePosition;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The last word before a command is sent, of a queue that stands still. */
class AdmissionTest {
    private static final int QUEUE = 1;

    private final GatewaySettings settings = Settings.defaults(getClass().getClassLoader(), "gateway.yaml")
            .withOverride("kafka.bootstrapServers=127.0.0.1:1")
            .section("gateway", GatewaySettings.class);
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final Backlog backlog = new Backlog(2, now::get);
    private final BacklogLimit backlogLimit = new BacklogLimit(backlog, Duration.ofMillis(500), now::get);
    private final CircuitBreakers breakers = new CircuitBreakers(System::nanoTime);
    private final Vertx vertx = Vertx.vertx();
    private final PendingRequests pending = new PendingRequests(10, 10, new Accounting(), now::get);
    private final CommandPublisher publisher = new CommandPublisher(
            vertx,
            settings,
            new CommandPublisher.Observers(breakers, backlog, new ClockOffset(InstantSource.system())),
            new SimpleMeterRegistry());
    private final CommandRouters commandRouters = new CommandRouters(publisher, settings.topics());
    private final Readiness readiness = new Readiness();
    private final Admission admission = new Admission(
            readiness,
            pending,
            commandRouters.add(new Mailbox(vertx.getOrCreateContext())),
            new Admission.Limits(
                    new Edge(
                            new Catalogue(1),
                            new Freshness(Duration.ofSeconds(1), now::get),
                            new ClockOffset(InstantSource.system()),
                            new Answers(
                                    InstantSource.system(), new ItemJson(InstantSource.system()), backlog, bound -> 0)),
                    backlogLimit,
                    new RateGuard(settings.rate(), System::nanoTime),
                    breakers));

    @AfterEach
    void close() {
        publisher.close(Duration.ZERO);
        vertx.close().await();
    }

    @Test
    void theProbeOfALineIsLeftToOneThatIsSent() throws Exception {
        backlog.advance(
                List.of(QueuePosition.newBuilder().setQueue(QUEUE).setOffset(10).build()));
        backlog.sent(QUEUE);
        backlog.appended(QUEUE, 1_000_000);
        now.addAndGet(60_000);

        assertThat(admission.refusalOfCommand(QUEUE, true))
                .as("not serving yet")
                .isNotNull();

        readiness.serve();
        commandRouters
                .openUntil(System.nanoTime() + TimeUnit.MINUTES.toNanos(5))
                .await(40, TimeUnit.SECONDS);
        assertThat(admission.refusalOfCommand(QUEUE, true)).as("the probe").isNull();
        assertThat(admission.refusalOfCommand(QUEUE, true)).as("one a second").isNotNull();
        assertThat(admission.refusalOfCommand(QUEUE, false)).as("joins no line").isNull();
    }
}
