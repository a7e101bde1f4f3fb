package io.seckill.gateway.operate;

import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.Replies;
import io.seckill.http.JsonBody;
import io.seckill.kafka.DeadLetters;
import io.seckill.process.Causes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Shows operators the latest dead letters, without what callers wrote into them but the item. Used by the management port's
 * event loop.
 */
final class DeadLetterRoute {
    private final DeadLetters letters;
    private final Replies replies;

    private final WorkerExecutor reader;

    /** The look that goes on, a consumer of its own, which blocks: whoever asks meanwhile sees what it finds. */
    private @Nullable Future<DeadLetters.Found> running;

    DeadLetterRoute(Vertx vertx, DeadLetters letters, Replies replies) {
        this.letters = letters;
        this.replies = replies;
        this.reader = vertx.createSharedWorkerExecutor("seckill-dead-letters", 1);
    }

    void list(RoutingContext context) {
        look().onSuccess(found -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .end(json(found)))
                .onFailure(failure -> replies.refuse(
                        context.response(),
                        new Refusal(
                                Code.QUEUE_UNAVAILABLE,
                                "the dead letters cannot be read: " + Causes.inOneLine(failure))));
    }

    private Future<DeadLetters.Found> look() {
        Future<DeadLetters.Found> now = running;
        if (now == null) {
            now = reader.executeBlocking(letters::read);
            running = now;
            now.onComplete(over -> running = null);
        }
        return now;
    }

    private static Buffer json(DeadLetters.Found found) {
        return JsonBody.object(json -> {
            json.writeArrayFieldStart("deadLetters");
            for (DeadLetters.Letter letter : found.letters()) {
                json.writeStartObject();
                json.writeNumberField("queue", letter.queue());
                json.writeStringField("originOffset", letter.originOffset());
                json.writeStringField("givenUpAt", letter.givenUpAt().toString());
                json.writeStringField("item", letter.item());
                json.writeStringField("reason", letter.reason());
                json.writeBooleanField("sentBack", found.wasSentBack(letter));
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
