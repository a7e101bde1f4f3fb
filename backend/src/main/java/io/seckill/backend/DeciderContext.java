package io.seckill.backend;

import io.seckill.backend.commit.Producers;
import io.seckill.backend.deliver.Deliveries;
import io.seckill.backend.membership.OwnerId;
import io.seckill.backend.operate.OperatedProcess;
import io.seckill.backend.trace.CommandTracer;
import java.util.random.RandomGenerator;

/** What a {@link Decider} shares with the rest of the backend. */
record DeciderContext(
        BackendSettings settings,
        OwnerId owner,
        OperatedProcess process,
        Producers producers,
        Deliveries deliveries,
        RandomGenerator random,
        CommandTracer tracer) {}
