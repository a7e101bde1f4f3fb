package io.seckill.backend.order;

import static org.awaitility.Awaitility.await;

import io.seckill.backend.Backend;
import io.seckill.backend.fixture.Stage;
import io.seckill.backend.parallel.handler.Handler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;

/** Backends that share the queues of a stage, one to three of them, none of which stays. Used by the test's thread. */
final class Crowd {
    private final Stage stage;
    private final Supplier<Handler> handlers;
    private final String mode;
    private final Deque<Backend> there = new ArrayDeque<>();
    private int turns;

    Crowd(Stage stage, Supplier<Handler> handlers, String mode) {
        this.stage = stage;
        this.handlers = handlers;
        this.mode = mode;
        join("200ms");
    }

    /** One comes, or leaves in good order, or leaves in the midst of its work, or all find themselves thrown out. */
    void turn() {
        switch (turns++ % 6) {
            case 0 -> join("200ms");
            case 1 -> join("0s"); // this one will not wait for what it has begun
            case 2 -> leave(there.removeFirst());
            case 3 -> evict();
            case 4 -> leave(there.removeLast());
            default -> evict();
        }
    }

    /** Rebalances that were brought about. */
    int turns() {
        return turns;
    }

    private void join(String finishTimeout) {
        there.add(stage.startBackend(
                handlers.get(),
                "engine.mode=" + mode,
                "engine.holeTimeout=100ms",
                "engine.maxAttempts=3",
                "engine.retryBackoff=10ms",
                "engine.finishTimeout=" + finishTimeout));
    }

    private void leave(Backend backend) {
        stage.stop(backend);
    }

    /**
     * Each loses its queues to whoever is first to join again, and learns of it while it works on. Where a busy machine has
     * thrown all of them out already, Kafka's client fails: then somebody has to be there again first.
     */
    private void evict() {
        try (Admin admin = stage.admin()) {
            await("members to throw out")
                    .ignoreExceptionsMatching(failure -> failure.getCause() instanceof IllegalArgumentException)
                    .until(() -> {
                        admin.removeMembersFromConsumerGroup(stage.group(), new RemoveMembersFromConsumerGroupOptions())
                                .all()
                                .get();
                        return true;
                    });
        }
    }
}
