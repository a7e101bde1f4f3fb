package io.seckill.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.gateway.backlog.Backlog;
import io.seckill.gateway.pending.Mailbox;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.settings.Settings;
import io.seckill.v1.Command;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the publisher says when no broker was ever there; with a broker, the end-to-end tests ask it. */
class CommandPublisherTest {
    private final Settings settings = Settings.defaults(getClass().getClassLoader(), "gateway.yaml")
            .withOverride("kafka.bootstrapServers=127.0.0.1:1");
    private final Vertx vertx = Vertx.vertx();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Test
    void appendThatCannotEnterTheBufferIsRefusedBeforePublishReturns() {
        CircuitBreakers breakers = new CircuitBreakers(Duration.ofSeconds(1), System::nanoTime);
        CommandPublisher publisher = publisher(breakers);
        try {
            append(publisher);

            assertThat(heard).containsExactly("refused");
            assertThat(breakers.open()).isZero();
        } finally {
            publisher.close(Duration.ZERO);
        }
    }

    @Test
    void aProducerThatThrowsIsReplacedAndItsCommandMayHaveLeft() {
        CommandPublisher publisher = publisher(new CircuitBreakers(Duration.ofSeconds(1), System::nanoTime));
        try {
            publisher.producer.current().producer().close(Duration.ZERO);

            append(publisher);

            assertThat(publisher.isUsable()).isFalse();
            await("the asker told").until(() -> heard.equals(List.of("unanswered")));
        } finally {
            publisher.close(Duration.ZERO);
        }
    }

    @Test
    void afterTheEndACommandIsRefused() {
        CommandPublisher publisher = publisher(new CircuitBreakers(Duration.ofSeconds(1), System::nanoTime));
        publisher.close(Duration.ZERO);

        append(publisher);

        assertThat(heard).containsExactly("refused");
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private CommandPublisher publisher(CircuitBreakers breakers) {
        return new CommandPublisher(
                vertx,
                settings.section("gateway", GatewaySettings.class),
                new CommandPublisher.Observers(
                        breakers, new Backlog(5, System::currentTimeMillis), new ClockOffset(InstantSource.system())),
                new SimpleMeterRegistry());
    }

    private void append(CommandPublisher publisher) {
        publisher.append(
                3,
                "phone".getBytes(StandardCharsets.UTF_8),
                Command.newBuilder().setItemId("phone").build(),
                new Mailbox(vertx.getOrCreateContext()),
                new Listener());
    }

    private final class Listener implements AppendCallback {
        @Override
        public void parked() {
            heard.add("held back");
        }

        @Override
        public void released() {
            heard.add("released");
        }

        @Override
        public boolean waits() {
            return true;
        }

        @Override
        public void appended(int queue, long offset) {
            heard.add("appended");
        }

        @Override
        public void refused() {
            heard.add("refused");
        }

        @Override
        public void unanswered() {
            heard.add("unanswered");
        }
    }
}
