package io.seckill.gateway;

import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.kafka.Topics;
import io.seckill.layout.LayoutGate;
import io.seckill.settings.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the gateway from serving until topics and layout stand as the settings say; asks for as long as no broker answers. */
final class TopicsGate {
    private static final Logger log = LoggerFactory.getLogger(TopicsGate.class);
    private static final long RETRY_MILLIS = 200;

    private final Vertx vertx;
    private final Topics topics;
    private final Admin admin;
    private final LayoutGate layout;
    private boolean reported;

    TopicsGate(Vertx vertx, KafkaSettings kafka, TopicSettings settings, Admin admin) {
        this.vertx = vertx;
        this.topics = new Topics(settings);
        this.admin = admin;
        this.layout = new LayoutGate(kafka, settings, "seckill-gateway-layout");
    }

    /** Completes when all is right; fails with {@link SettingsException} where something contradicts the settings. */
    Future<Void> open() {
        Promise<Void> open = Promise.promise();
        check(open);
        return open.future();
    }

    /** No future of one check is within that of another: after some thousands the last one's end would overflow the stack. */
    private void check(Promise<Void> open) {
        Future.fromCompletionStage(topics.ensure(admin), vertx.getOrCreateContext())
                .compose(stand -> vertx.executeBlocking(() -> {
                    layout.pass();
                    return (Void) null;
                }))
                .onSuccess(open::complete)
                .onFailure(failure -> {
                    Throwable cause = Topics.rootOf(failure);
                    if (cause instanceof SettingsException) {
                        open.fail(cause);
                    } else {
                        tell(cause);
                        vertx.setTimer(RETRY_MILLIS, again -> check(open));
                    }
                });
    }

    private void tell(Throwable cause) {
        if (!reported) {
            reported = true;
            log.warn("the topics cannot be checked yet: {}", cause.toString());
        }
    }
}
