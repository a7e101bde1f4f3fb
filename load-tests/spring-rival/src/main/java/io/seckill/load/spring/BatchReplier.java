package io.seckill.load.spring;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Profile;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.stereotype.Component;

/** The tuned backend: takes what a poll brought at once, and replies by plain records instead of messages. */
@Component
@Profile("replier & tuned")
class BatchReplier {
    private final Stock stock;
    private final KafkaTemplate<String, String> template;
    private final String replies;

    BatchReplier(Stock stock, KafkaTemplate<String, String> template, @Value("${rival.replies}") String replies) {
        this.stock = stock;
        this.template = template;
        this.replies = replies;
    }

    @KafkaListener(topics = "${rival.requests}", groupId = "${rival.requests}")
    @SuppressWarnings("FutureReturnValueIgnored") // who waits for a reply that was not sent is told by the timeout
    void decide(List<ConsumerRecord<String, String>> purchases) {
        for (ConsumerRecord<String, String> purchase : purchases) {
            ProducerRecord<String, String> reply =
                    new ProducerRecord<>(replies, stock.sell(purchase.key(), purchase.value()));
            reply.headers().add(purchase.headers().lastHeader(KafkaHeaders.CORRELATION_ID));
            template.send(reply);
        }
    }
}
