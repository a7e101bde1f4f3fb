package io.seckill.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusalsTest {
    private final Logger log = (Logger) LoggerFactory.getLogger(RefusalsTest.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Refusals refusals = new Refusals(log);

    @BeforeEach
    void listen() {
        log.setLevel(Level.WARN);
        log.setAdditive(false);
        said.start();
        log.addAppender(said);
    }

    @Test
    void aRefusalIsSaidOnceHoweverDeepItIs() {
        for (int i = 0; i < 3; i++) {
            refusals.failed(
                    "holds wait", new KafkaException("not written", new TopicAuthorizationException(Set.of("orders"))));
        }

        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("holds wait: Not authorized to access topics: [orders]");
    }

    @Test
    void aClusterThatIsAwayIsForOthersToTell() {
        refusals.failed("holds wait", new TimeoutException("no answer"));

        assertThat(said.list).isEmpty();
    }

    @Test
    void whatWasRefusedIsNamedAndAnotherFailureIsLeftAsItIs() {
        TimeoutException away = new TimeoutException("no answer");

        assertThat(Refusals.naming(
                        "describe the topic orders",
                        new CompletionException(new TopicAuthorizationException("Topic authorization failed."))))
                .isInstanceOf(AuthorizationException.class)
                .hasMessage("the ACLs do not let this user describe the topic orders");
        assertThat(Refusals.naming("describe the topic orders", new CompletionException(away)))
                .isSameAs(away);
    }
}
