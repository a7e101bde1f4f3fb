package io.seckill.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * How a process logs to standard output.
 *
 * @param format {@code text}, a line for people, or {@code json}, an object a line for machines
 * @param level the least severe level of the project's own lines that is printed: trace, debug, info, warn or error
 */
public record LogSettings(String format, String level) {
    /** {@code %replace} keeps a caller's line breaks out of the log; Kafka's clients are noisy below WARN. */
    private static final String PATTERN =
            "%d{HH:mm:ss.SSS} %-5level %-18.-18thread %-26logger{26} %replace(%msg){'[\\r\\n]+', ' '}%replace( %kvp{DOUBLE}){' $',''}%n";

    /** Checks the words. */
    public LogSettings {
        if (!format.matches("text|json")) {
            throw new IllegalArgumentException("format must be text or json, but is " + format);
        }
        if (!level.matches("trace|debug|info|warn|error")) {
            throw new IllegalArgumentException("level must be trace, debug, info, warn or error, but is " + level);
        }
    }

    /** Makes the whole process log this way. */
    public void apply() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(encoder(context));
        console.addFilter(new OutOfMemory.InLogs());
        console.start();
        WarningLimit limit = new WarningLimit("org.apache.kafka.clients.NetworkClient", System::nanoTime);
        limit.start();
        context.addTurboFilter(limit);
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        context.getLogger("io.seckill").setLevel(Level.toLevel(level));
        // Who did what is asked after the fact, whatever level was thought enough.
        context.getLogger("seckill.audit").setLevel(Level.INFO);
        // Warns of each partition whose end is read both with and without regard to transactions, which is meant here.
        context.getLogger("org.apache.kafka.clients.consumer.internals.OffsetFetcherUtils")
                .setLevel(Level.ERROR);
    }

    private Encoder<ILoggingEvent> encoder(LoggerContext context) {
        if (format.equals("json")) {
            JsonEncoder json = new JsonEncoder();
            json.setContext(context);
            json.start();
            return json;
        }
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern(PATTERN);
        text.start();
        return text;
    }
}
