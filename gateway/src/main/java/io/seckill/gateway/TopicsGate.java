package io.seckill.gateway;

import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.kafka.Topics;
import io.seckill.layout.LayoutGate;
import io.seckill.process.Causes;
import io.seckill.settings.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;

/** Keeps the gateway from serving until topics and layout stand as the settings say; asks for as long as no broker answers. */
final class TopicsGate {
    private static final long RETRY_MILLIS = 500;

    private final Vertx vertx;
    private final Topics topics;
    private final Admin admin;
    private final LayoutGate layout;
    private final Consumer<String> notYet;

    /** Tells {@code notYet} why it is not open, each time that it has tried. */
    TopicsGate(Vertx vertx, KafkaSettings kafka, TopicSettings settings, Admin admin, Consumer<String> notYet) {
        this.vertx = vertx;
        this.topics = new Topics(settings);
        this.admin = admin;
        this.layout = new LayoutGate(kafka, settings, "seckill-gateway-layout");
        this.notYet = notYet;
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
                        notYet.accept(Causes.inOneLine(cause));
                        vertx.setTimer(RETRY_MILLIS, again -> check(open));
                    }
                });
    }
}
