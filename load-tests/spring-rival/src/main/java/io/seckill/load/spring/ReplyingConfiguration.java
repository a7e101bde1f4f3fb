package io.seckill.load.spring;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.requestreply.CorrelationKey;
import org.springframework.kafka.requestreply.ReplyingKafkaTemplate;

/** The template, and the container that listens for its replies, as Spring Kafka's manual has them. */
@Configuration(proxyBeanMethods = false)
@Profile("gateway")
class ReplyingConfiguration {
    private static final Duration TUNED_TIMEOUT = Duration.ofSeconds(2);

    @Bean
    ConcurrentMessageListenerContainer<String, String> repliesContainer(
            ConcurrentKafkaListenerContainerFactory<String, String> factory,
            @Value("${rival.replies}") String replies) {
        ConcurrentMessageListenerContainer<String, String> container = factory.createContainer(replies);
        container.getContainerProperties().setGroupId(replies);
        container.setAutoStartup(false); // the template starts it
        return container;
    }

    @Bean
    @Profile("!tuned")
    ReplyingKafkaTemplate<String, String, String> template(
            ProducerFactory<String, String> producers, ConcurrentMessageListenerContainer<String, String> replies) {
        return new ReplyingKafkaTemplate<>(producers, replies);
    }

    @Bean
    @Profile("tuned")
    ReplyingKafkaTemplate<String, String, String> tunedTemplate(
            ProducerFactory<String, String> producers, ConcurrentMessageListenerContainer<String, String> replies) {
        ReplyingKafkaTemplate<String, String, String> template = new ReplyingKafkaTemplate<>(producers, replies);
        // A reply does not cancel the timer of its request: those of so many seconds stand in one heap.
        template.setDefaultReplyTimeout(TUNED_TIMEOUT);
        // By default a UUID, for which event loops queue up at one secure generator.
        template.setCorrelationIdStrategy(request -> new CorrelationKey(ByteBuffer.allocate(Long.BYTES)
                .putLong(ThreadLocalRandom.current().nextLong())
                .array()));
        return template;
    }
}
