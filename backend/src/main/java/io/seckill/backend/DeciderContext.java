package io.seckill.backend;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.seckill.backend.commit.Producers;
import io.seckill.backend.deliver.Deliveries;
import io.seckill.backend.membership.OwnerId;
import io.seckill.backend.operate.Waits;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;

/** What a {@link Decider} shares with the rest of the backend. */
record DeciderContext(
        BackendSettings settings,
        OwnerId owner,
        Admin admin,
        Producers producers,
        Deliveries deliveries,
        Watched watched,
        RandomGenerator random) {
    PrometheusMeterRegistry registry() {
        return watched.registry();
    }

    Waits waits() {
        return watched.waits();
    }

    /** Where a part of the backend shows how it is. */
    record Watched(PrometheusMeterRegistry registry, Waits waits) {}
}
