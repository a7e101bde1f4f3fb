package io.seckill.load.spring;

import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;

/** Gateway or replier, by profile; either creates the topics. */
@SpringBootApplication(proxyBeanMethods = false)
public class SpringRival {
    /** Spring's own arguments; {@code --rival.name} must be given, what topics and groups are called after. */
    public static void main(String[] args) {
        SpringApplication.run(SpringRival.class, args);
    }

    @Bean
    KafkaAdmin.NewTopics topics(
            @Value("${rival.requests}") String requests,
            @Value("${rival.replies}") String replies,
            @Value("${rival.partitions}") int partitions) {
        return new KafkaAdmin.NewTopics(topic(requests, partitions), topic(replies, partitions));
    }

    private static NewTopic topic(String name, int partitions) {
        return TopicBuilder.name(name).partitions(partitions).replicas(1).build();
    }
}
