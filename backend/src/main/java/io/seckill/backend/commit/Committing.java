package io.seckill.backend.commit;

import io.micrometer.core.instrument.MeterRegistry;
import io.seckill.backend.operate.Waits;
import java.time.Duration;

/** The committing thread's life. */
public final class Committing {
    private static final Duration FINISH_TIMEOUT = Duration.ofSeconds(5);

    private final Pipeline pipeline;
    private final Committer committer;
    private final Thread thread;

    /** Prepares to commit what comes through {@code pipeline}; {@link #start} starts. */
    public Committing(
            Producers producers, Pipeline pipeline, Committer.Audience audience, Waits waits, MeterRegistry registry) {
        this.pipeline = pipeline;
        this.committer = new Committer(
                producers::transactional,
                pipeline,
                producers.transactionTimeout(),
                audience,
                waits,
                new CommitMeters(registry, pipeline));
        this.thread = new Thread(committer, "seckill-commit");
    }

    /** Opens a producer, and the pipeline with it. */
    public void start() {
        thread.start();
    }

    /** Whether the thread is there, as it should be from the start to the stop. */
    public boolean alive() {
        return thread.isAlive();
    }

    /** Commits what is left in the pipeline, as long as that takes no more than a few seconds, and ends. Blocks. */
    public void stop() throws InterruptedException {
        pipeline.close();
        thread.join(FINISH_TIMEOUT.toMillis());
        committer.stop();
        thread.interrupt();
        thread.join();
    }
}
