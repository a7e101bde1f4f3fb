package io.seckill.load.spring;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.context.annotation.Profile;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Component;

/** The backend of Spring's manual: a listener's return value goes to the topic that the request names. */
@Component
@Profile("replier & !tuned")
class SingleReplier {
    private final Stock stock;

    SingleReplier(Stock stock) {
        this.stock = stock;
    }

    @KafkaListener(topics = "${rival.requests}", groupId = "${rival.requests}")
    @SendTo
    String decide(ConsumerRecord<String, String> purchase) {
        return stock.sell(purchase.key(), purchase.value());
    }
}
