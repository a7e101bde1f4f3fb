package io.seckill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FaultLogTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicReference<String> reason = new AtomicReference<>("");
    private final FaultLog faults = new FaultLog(now::get).add(reason::get, "all is well");
    private final Logger logger = (Logger) LoggerFactory.getLogger(FaultLog.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();

    @BeforeEach
    void listen() {
        said.start();
        logger.addAppender(said);
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(said);
        logger.setLevel(null);
        logger.setAdditive(true);
    }

    @Test
    void faultIsSaidOnceThenEveryHalfMinuteAndWhenItIsOver() {
        reason.set("waiting for Kafka");
        look(32);
        assertThat(said()).containsExactly("waiting for Kafka", "waiting for Kafka");

        reason.set("");
        look(60);

        assertThat(said()).containsExactly("waiting for Kafka", "waiting for Kafka", "all is well");
    }

    @Test
    void momentIsNoFault() {
        reason.set("waiting for Kafka");
        look(1);
        reason.set("");
        look(1);

        assertThat(said()).isEmpty();
    }

    private void look(int seconds) {
        for (int i = 0; i < seconds; i++) {
            faults.look();
            now.addAndGet(1_000);
        }
    }

    private List<String> said() {
        return said.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
