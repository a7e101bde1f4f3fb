package io.seckill.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/**
 * How long every test awaits what must come: long, since only a failure ever waits so long, on a machine that may be
 * busy; and how often it looks: often, since that is what a passing test waits for.
 */
public final class Patience implements TestInstancePreConstructCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration LOOK = Duration.ofMillis(20);

    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
        Awaitility.setDefaultTimeout(PATIENCE);
        Awaitility.setDefaultPollInterval(LOOK);
        Awaitility.setDefaultPollDelay(Duration.ZERO);
    }
}
