package io.seckill.process;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/**
 * A log whose lines go to standard output as they are, written by a thread of its own: nobody waits where the output does not
 * take them. Some thousands are kept then, and what comes after them is lost. Thread-safe.
 */
public final class BackgroundLines implements AutoCloseable {
    /** Lines kept. How long a line may be is for its writer to bound. */
    static final int KEPT = 16_384;

    private static final int CLOSE_MILLIS = 1_000;

    private final Logger logger;
    private final AsyncAppender appender;

    private BackgroundLines(Logger logger, AsyncAppender appender) {
        this.logger = logger;
        this.appender = appender;
    }

    /** Starts the log called {@code logger}, whatever the settings of other logs are. */
    public static BackgroundLines of(String logger) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        PatternLayoutEncoder asTheyAre = new PatternLayoutEncoder();
        asTheyAre.setContext(context);
        asTheyAre.setPattern("%msg%n");
        asTheyAre.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(asTheyAre);
        console.start();
        AsyncAppender background = new AsyncAppender();
        background.setContext(context);
        background.setQueueSize(KEPT);
        background.setNeverBlock(true);
        background.setDiscardingThreshold(0); // else the last fifth of the queue takes warnings only
        background.setMaxFlushTime(CLOSE_MILLIS);
        background.addAppender(console);
        background.start();
        Logger own = context.getLogger(logger);
        own.setLevel(Level.INFO);
        own.setAdditive(false);
        own.addAppender(background);
        return new BackgroundLines(own, background);
    }

    /** Writes {@code line}, without a line break in it. */
    public void write(String line) {
        logger.info(line);
    }

    /** Writes what is kept, for a second at most, and ends. */
    @Override
    public void close() {
        logger.detachAppender(appender);
        appender.stop();
    }
}
