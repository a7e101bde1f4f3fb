package io.seckill.process;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process that has run out of memory, as {@code -XX:+ExitOnOutOfMemoryError} does, which cannot be set from
 * within. What lived on would be a process with open ports and dead threads, which nothing starts again.
 *
 * <p>An error is noticed where it kills a thread, where anybody logs it (event loops and Kafka's clients catch all that
 * is thrown, and log it), and where memory stays so short that this class, too, gets none.
 */
public final class OutOfMemory {
    /** As the JVM's own flag has it. */
    public static final int EXIT_CODE = 3;

    private static final Logger log = LoggerFactory.getLogger(OutOfMemory.class);
    private static final long WATCH_EVERY_MILLIS = Duration.ofSeconds(1).toMillis();
    private static final int PROBE_BYTES = 1 << 18;

    /** Made while there is memory. */
    private static final byte[] LINE = "out of memory: the process ends with code 3, to be started again; see -Xmx\n"
            .getBytes(StandardCharsets.UTF_8);

    private static final FileOutputStream ERR = new FileOutputStream(FileDescriptor.err);

    private OutOfMemory() {}

    /** From now on an {@link OutOfMemoryError} ends this process, with one line on standard error. */
    public static void endsThisProcess() {
        loadWhatEndingNeeds();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            endFor(failure);
            log.error("thread {} has died", thread.getName(), failure);
        });
        Thread watch = new Thread(OutOfMemory::watch, "seckill-memory");
        watch.setDaemon(true);
        watch.start();
    }

    /** Without memory the JVM could not load the class that halts it. A hook that is added loads it. */
    private static void loadWhatEndingNeeds() {
        Thread hook = new Thread(() -> {}, "none");
        Runtime.getRuntime().addShutdownHook(hook);
        Runtime.getRuntime().removeShutdownHook(hook);
        endFor(new IllegalStateException("for the sake of the classes on this way"));
    }

    /** Its own end is noticed as any thread's. */
    private static void watch() {
        try {
            while (true) {
                Thread.sleep(WATCH_EVERY_MILLIS);
                probe(new byte[PROBE_BYTES]);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Uses {@code memory}, lest the compiler leave out what it was allotted for. */
    private static void probe(byte[] memory) {
        if (memory.length != PROBE_BYTES) {
            throw new AssertionError("an array of another length");
        }
    }

    /** Ends the process where {@code failure} is, or comes of, a lack of memory. */
    static void endFor(@Nullable Throwable failure) {
        // Bounded: causes may form a ring.
        Throwable cause = failure;
        for (int i = 0; i < 20 && cause != null; i++) {
            if (cause instanceof OutOfMemoryError) {
                end();
            }
            cause = cause.getCause();
        }
    }

    /** Without shutdown hooks, which would wait for threads that are dead, and without a new object. */
    private static void end() {
        try {
            ERR.write(LINE);
        } catch (IOException e) {
            // Nobody listens.
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    /** Passes every event on, but for those that report a lack of memory. */
    static final class InLogs extends Filter<ILoggingEvent> {
        @Override
        public FilterReply decide(ILoggingEvent event) {
            IThrowableProxy thrown = event.getThrowableProxy();
            if (thrown instanceof ThrowableProxy proxy) {
                endFor(proxy.getThrowable());
            }
            return FilterReply.NEUTRAL;
        }
    }
}
