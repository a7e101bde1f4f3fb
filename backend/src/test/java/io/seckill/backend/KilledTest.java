package io.seckill.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.Stage;
import io.seckill.testkit.ChildProcess;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.TestPostgres;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A backend process on PostgreSQL, killed at random instants of its life. {@code -Dkilled.times=200} kills more often,
 * {@code -Dkilled.seed=N} at the instants of an earlier run.
 */
@Tag("slow")
@WithBroker
@ExtendWith(TestPostgres.Extension.class)
@Timeout(3_600)
class KilledTest {
    private static final int TIMES = Integer.getInteger("killed.times", 3);
    private static final int PURCHASES_PER_LIFE = 500;
    private static final int LONGEST_LIFE_MS = 8_000;

    private ChildProcess backend;

    @AfterEach
    void kill() {
        if (backend != null) {
            backend.kill();
        }
    }

    @Test
    void everyPurchaseIsDecidedOnceHoweverOftenTheBackendIsKilled(TestBroker broker, TestPostgres postgres)
            throws Exception {
        long seed = Long.getLong("killed.seed", System.nanoTime());
        System.out.println("killed.seed=" + seed + " killed.times=" + TIMES);
        Random random = new Random(seed);
        String schema = postgres.newSchema();
        try (Stage stage = new Stage(broker, 1)) {
            stage.send(stage.commands().putItem("phone", 1_000_000_000, 1));
            start(stage, postgres.overrides(schema));
            await().atMost(Duration.ofMinutes(1)).until(() -> stage.position(0) == 1); // or purchases overtake it
            backend.kill();
            int purchases = 0;
            for (int life = 0; life < TIMES; life++) {
                start(stage, postgres.overrides(schema));
                for (int i = 0; i < PURCHASES_PER_LIFE; i++) {
                    Command purchase = stage.commands().purchase("phone", "user" + purchases++);
                    stage.send(purchase);
                }
                assertThat(backend.endsWithin(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MS))))
                        .isFalse();
                backend.kill();
            }
            start(stage, postgres.overrides(schema));
            int all = purchases;
            await().atMost(Duration.ofMinutes(2)).until(() -> stage.position(0) == all + 1);

            assertThat(count(postgres, "select count(*) from " + schema + ".requests where outcome = 1"))
                    .isEqualTo(all);
            assertThat(count(postgres, "select count(*) from " + schema + ".requests"))
                    .isEqualTo(all);
            assertThat(count(postgres, "select sold from " + schema + ".items")).isEqualTo(all);
            assertThat(stage.deadLetters()).isEmpty();
        }
    }

    private static long count(TestPostgres postgres, String query) throws Exception {
        return Long.parseLong(postgres.ask(query).get(0));
    }

    private void start(Stage stage, String... overrides) {
        List<String> settings = new ArrayList<>(List.of(overrides));
        settings.addAll(List.of("engine.mode=parallel", "log.level=warn"));
        backend = stage.startProcess(settings.toArray(String[]::new));
    }
}
