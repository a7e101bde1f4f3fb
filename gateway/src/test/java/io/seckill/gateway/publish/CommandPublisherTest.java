package io.seckill.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.gateway.line.Line;
import io.seckill.gateway.pending.Mailbox;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.settings.Settings;
import io.seckill.v1.Command;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the publisher says when no broker was ever there; with a broker, the end-to-end tests ask it. */
class CommandPublisherTest {
    private final Settings settings = Settings.defaults(getClass().getClassLoader(), "gateway.yaml")
            .withOverride("gateway.kafka.bootstrapServers=127.0.0.1:1");
    private final List<String> heard = new ArrayList<>();

    @Test
    void appendThatCannotEnterTheBufferIsRefusedBeforePublishReturns() {
        Vertx vertx = Vertx.vertx();
        CircuitBreakers breakers = new CircuitBreakers(Duration.ofSeconds(1), System::nanoTime);
        CommandPublisher publisher = new CommandPublisher(
                settings.section("gateway", GatewaySettings.class),
                new CommandPublisher.Observers(
                        breakers, new Line(5, System::currentTimeMillis), new ClockOffset(InstantSource.system())),
                new SimpleMeterRegistry());
        try {
            publisher.append(
                    3,
                    "phone".getBytes(StandardCharsets.UTF_8),
                    Command.newBuilder().setItemId("phone").build(),
                    new Mailbox(vertx.getOrCreateContext()),
                    new Listener());

            assertThat(heard).containsExactly("refused");
            assertThat(breakers.open()).isZero();
        } finally {
            publisher.close(Duration.ZERO);
            vertx.close().await();
        }
    }

    private final class Listener implements Appending {
        @Override
        public void heldBack() {
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
