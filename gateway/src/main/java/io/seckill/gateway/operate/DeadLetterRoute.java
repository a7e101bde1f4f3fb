package io.seckill.gateway.operate;

import io.seckill.deadletter.DeadLetters;
import io.seckill.deadletter.Letter;
import io.seckill.deadletter.Redrive;
import io.seckill.deadletter.Selection;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.http.JsonBody;
import io.seckill.process.Causes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows operators the latest dead letters, without what callers wrote into them but the item, and sends them back into their
 * queues. Used by the management port's event loop.
 */
final class DeadLetterRoute {
    private final DeadLetters letters;
    private final Redrive redrive;
    private final Replies replies;

    /** One thread: a look that is asked for after a redrive sees what that did. */
    private final WorkerExecutor worker;

    /** The look that goes on, a consumer of its own, which blocks: whoever asks meanwhile sees what it finds. */
    private @Nullable Future<List<DeadLetters.Found>> running;

    private boolean redriving;

    DeadLetterRoute(Vertx vertx, GatewaySettings settings, Replies replies) {
        this.letters = new DeadLetters(settings.kafka(), settings.topics());
        this.redrive = new Redrive(settings.kafka(), settings.topics());
        this.replies = replies;
        this.worker = vertx.createSharedWorkerExecutor("seckill-dead-letters", 1);
    }

    void list(RoutingContext context) {
        look().onSuccess(found -> answer(context, json(found)))
                .onFailure(failure -> refuse(
                        context,
                        Code.QUEUE_UNAVAILABLE,
                        "the dead letters cannot be read: " + Causes.inOneLine(failure)));
    }

    private Future<List<DeadLetters.Found>> look() {
        Future<List<DeadLetters.Found>> now = running;
        if (now == null) {
            now = worker.executeBlocking(letters::read);
            running = now;
            now.onComplete(over -> running = null);
        }
        return now;
    }

    /** Sends back the letters that the body names; one call at a time, since each reads all letters. */
    void redrive(RoutingContext context) {
        try {
            JsonObject body = context.body().asJsonObject();
            if (body == null) {
                throw new DecodeException();
            }
            Selection selection = RedriveForm.parse(body);
            AuditLog.change(context, body.encode());
            redrive(context, selection);
        } catch (DecodeException | ClassCastException e) {
            refuse(context, Code.INVALID_REQUEST, "body: a JSON object is expected");
        } catch (IllegalArgumentException e) {
            refuse(context, Code.INVALID_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private void redrive(RoutingContext context, Selection selection) {
        if (redriving) {
            refuse(context, Code.OVERLOADED, "nothing was sent back; another redrive is under way");
            return;
        }
        redriving = true;
        worker.executeBlocking(() -> redrive.run(selection))
                .onComplete(over -> redriving = false)
                .onSuccess(count -> answer(context, json(count)))
                .onFailure(failure -> refuse(
                        context, Code.QUEUE_UNAVAILABLE, "not all were sent back: " + Causes.inOneLine(failure)));
    }

    private static Buffer json(List<DeadLetters.Found> found) {
        return JsonBody.object(json -> {
            json.writeArrayFieldStart("deadLetters");
            for (DeadLetters.Found each : found) {
                Letter letter = each.letter();
                json.writeStartObject();
                json.writeNumberField("queue", letter.queue());
                json.writeNumberField("offset", letter.offset());
                json.writeStringField("originOffset", letter.originOffset());
                json.writeStringField("givenUpAt", letter.givenUpAt().toString());
                json.writeStringField("item", letter.item());
                json.writeStringField("action", letter.action());
                json.writeStringField("reason", letter.reason());
                json.writeBooleanField("command", letter.command());
                json.writeBooleanField("sentBack", each.sentBack());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static Buffer json(Redrive.Count count) {
        return JsonBody.object(json -> {
            json.writeNumberField("sent", count.sent());
            json.writeNumberField("sentBefore", count.sentBefore());
            json.writeNumberField("left", count.left());
        });
    }

    private static void answer(RoutingContext context, Buffer json) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(json);
    }

    private void refuse(RoutingContext context, Code code, String detail) {
        replies.refuse(context.response(), new Refusal(code, detail));
    }
}
