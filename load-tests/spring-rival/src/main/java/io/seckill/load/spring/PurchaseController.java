package io.seckill.load.spring;

import java.time.Duration;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.kafka.requestreply.KafkaReplyTimeoutException;
import org.springframework.kafka.requestreply.ReplyingKafkaTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Buys over HTTP, as far as a benchmark does: 201, 409, or 504 where no reply came in time. */
@RestController
@Profile("gateway")
class PurchaseController {
    private static final Duration PROBE = Duration.ofSeconds(1);

    private final ReplyingKafkaTemplate<String, String, String> template;
    private final String requests;

    PurchaseController(
            ReplyingKafkaTemplate<String, String, String> template, @Value("${rival.requests}") String requests) {
        this.template = template;
        this.requests = requests;
    }

    record Form(int quantity) {}

    record Order(String itemId, int quantity, String orderId, String status) {}

    @PostMapping("/v1/items/{item}/purchases")
    Mono<ResponseEntity<Order>> buy(
            @PathVariable String item, @RequestHeader("X-User-Id") String user, @RequestBody Form form) {
        ProducerRecord<String, String> purchase =
                new ProducerRecord<>(requests, item, Stock.purchase(user, form.quantity()));
        return Mono.fromFuture(() -> template.sendAndReceive(purchase))
                .map(reply -> answer(new Order(item, form.quantity(), reply.value(), "ACCEPTED")))
                .onErrorReturn(
                        KafkaReplyTimeoutException.class,
                        ResponseEntity.status(HttpStatus.GATEWAY_TIMEOUT).build());
    }

    private static ResponseEntity<Order> answer(Order order) {
        return order.orderId().isEmpty()
                ? ResponseEntity.status(HttpStatus.CONFLICT).build()
                : ResponseEntity.status(HttpStatus.CREATED).body(order);
    }

    /** Ready is who has bought: the replier serves as well, and both have their partitions. */
    @GetMapping("/ready")
    Mono<ResponseEntity<Void>> ready() {
        ProducerRecord<String, String> purchase = new ProducerRecord<>(requests, "probe", Stock.purchase("probe", 1));
        return Mono.fromFuture(() -> template.sendAndReceive(purchase, PROBE))
                .map(reply -> ResponseEntity.ok().<Void>build())
                .onErrorReturn(
                        KafkaReplyTimeoutException.class,
                        ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build());
    }
}
