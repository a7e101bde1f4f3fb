package io.seckill.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.gateway.backlog.Backlog;
import io.seckill.gateway.pending.Mailbox;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.settings.Settings;
import io.seckill.slots.SlotMap;
import io.seckill.v1.Command;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is held back and when it goes. There is no broker: what goes is refused at once, which tells that it went. */
class CommandRouterTest {
    private static final SlotMap TWO = SlotMap.first(2);
    private static final SlotMap FOUR = TWO.grown(4);
    private static final String STAYS = key(true, 0);
    private static final String MOVES = key(false, 0);
    private static final String MOVES_TOO = key(false, 1);

    private final GatewaySettings settings = Settings.defaults(getClass().getClassLoader(), "gateway.yaml")
            .withOverride("kafka.bootstrapServers=127.0.0.1:1")
            .withOverride("topics.queues=2")
            .section("gateway", GatewaySettings.class);
    private final Vertx vertx = Vertx.vertx();
    private final CommandPublisher publisher = new CommandPublisher(
            vertx,
            settings,
            new CommandPublisher.Observers(
                    new CircuitBreakers(Duration.ofSeconds(1), System::nanoTime),
                    new Backlog(4, System::currentTimeMillis),
                    new ClockOffset(InstantSource.system())),
            new SimpleMeterRegistry());
    private final CommandRouters commandRouters = new CommandRouters(publisher, settings.topics());
    private final CommandRouter commandRouter = commandRouters.add(new Mailbox(vertx.getOrCreateContext()));
    private final List<String> heard = new ArrayList<>();
    private final Map<String, Listener> subscribers = new HashMap<>();

    /** The {@code skip}th key of those that stay, or move, when two queues become four. */
    private static String key(boolean stays, int skip) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> "item-" + i)
                .filter(key -> (TWO.queueOf(key) == FOUR.queueOf(key)) == stays)
                .skip(skip)
                .findFirst()
                .orElseThrow();
    }

    @AfterEach
    void close() {
        publisher.close(Duration.ZERO);
        vertx.close().await();
    }

    @Test
    void onlyWhatMovesIsHeldBack() {
        commandRouter.hold(FOUR);

        publish(STAYS);
        publish(MOVES);

        assertThat(heard).containsExactly(STAYS + " went", MOVES + " held back");
        assertThat(commandRouters.held()).isEqualTo(1);
    }

    @Test
    void whatWasHeldBackGoesFirstAndInItsOrder() {
        commandRouter.hold(FOUR);
        publish(MOVES_TOO);
        publish(MOVES);
        heard.clear();

        commandRouter.follow(FOUR);
        publish(STAYS);

        assertThat(heard)
                .containsExactly(
                        MOVES_TOO + " released",
                        MOVES_TOO + " went",
                        MOVES + " released",
                        MOVES + " went",
                        STAYS + " went");
        assertThat(commandRouters.held()).isZero();
        assertThat(commandRouter.queueOf(MOVES)).isEqualTo(FOUR.queueOf(MOVES));
    }

    @Test
    void whatNobodyWaitsForAnyMoreNeverGoes() {
        commandRouter.hold(FOUR);
        publish(MOVES);
        publish(MOVES_TOO);
        subscribers.get(MOVES).waits = false;
        heard.clear();

        commandRouter.follow(FOUR);

        assertThat(heard).containsExactly(MOVES_TOO + " released", MOVES_TOO + " went");
    }

    @Test
    void longFreezeKeepsNoMoreThanTwiceWhatWaits() {
        commandRouter.hold(FOUR);

        for (int i = 0; i < 100_000; i++) {
            publish(MOVES);
            subscribers.get(MOVES).waits = false;
        }

        assertThat(commandRouters.held()).isLessThanOrEqualTo(2_048);
    }

    @Test
    void isClosedUntilItIsToldHowLongItIsOpen() {
        assertThat(commandRouter.isOpen()).isFalse();

        commandRouter.openUntil(System.nanoTime() + Duration.ofMinutes(1).toNanos());

        assertThat(commandRouter.isOpen()).isTrue();
    }

    private void publish(String key) {
        Listener listener = new Listener(key);
        subscribers.put(key, listener);
        Command command = Command.newBuilder().setItemId(key).build();
        byte[] bytes = commandRouter.keyOf(command);
        commandRouter.publish(commandRouter.queueOf(bytes), bytes, command, listener);
    }

    private final class Listener implements AppendCallback {
        private final String key;
        private boolean waits = true;

        Listener(String key) {
            this.key = key;
        }

        @Override
        public void parked() {
            heard.add(key + " held back");
        }

        @Override
        public void released() {
            heard.add(key + " released");
        }

        @Override
        public boolean waits() {
            return waits;
        }

        @Override
        public void appended(int queue, long offset) {
            throw new AssertionError("there is no broker");
        }

        @Override
        public void refused() {
            heard.add(key + " went");
        }

        @Override
        public void unanswered() {
            throw new AssertionError("nothing can have left");
        }
    }
}
