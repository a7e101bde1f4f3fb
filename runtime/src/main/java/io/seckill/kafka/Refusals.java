package io.seckill.kafka;

import io.seckill.process.Causes;
import io.seckill.process.RepeatedTrouble;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;

/**
 * Says what the cluster's ACLs do not allow this process: at once, and then each half a minute. Other failures are only for
 * those who look closely, since whoever waits for a cluster that is away says so. Safe for any thread.
 */
public final class Refusals {
    private final Logger log;
    private final RepeatedTrouble trouble = new RepeatedTrouble(System::nanoTime); // guarded by this

    /** Refusals that {@code log} is told of. */
    public Refusals(Logger log) {
        this.log = log;
    }

    /** What was asked for has failed with {@code failure}; {@code what} follows from that, such as "holds do not expire". */
    public synchronized void failed(String what, Throwable failure) {
        Optional<Throwable> refusal = in(failure);
        if (refusal.isEmpty()) {
            log.debug(what, failure);
            return;
        }
        String line = what + ": " + Causes.inOneLine(refusal.get());
        if (trouble.isNews(line)) {
            log.warn(line);
        }
    }

    /** The refusal in {@code failure} or its causes; empty where it is none. */
    private static Optional<Throwable> in(Throwable failure) {
        return Stream.iterate(failure, each -> each != null, Throwable::getCause)
                .limit(20)
                .filter(AuthorizationException.class::isInstance)
                .findFirst();
    }

    /** What stands behind {@code failure}. A refusal says what it was, such as "describe the topic x": Kafka's seldom do. */
    static Throwable naming(String what, Throwable failure) {
        Throwable root = Topics.rootOf(failure);
        return root instanceof AuthorizationException
                ? new AuthorizationException("the ACLs do not let this user " + what, root)
                : root;
    }
}
