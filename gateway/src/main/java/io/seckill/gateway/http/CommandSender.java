package io.seckill.gateway.http;

import io.seckill.gateway.admit.Admission;
import io.seckill.gateway.pending.Ending;
import io.seckill.gateway.pending.PendingRequests;
import io.seckill.gateway.pending.RequestId;
import io.seckill.gateway.pending.RequestIds;
import io.seckill.gateway.pending.WaitEnded;
import io.seckill.gateway.publish.CommandRouter;
import io.seckill.gateway.respond.RefusedException;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.gateway.trace.CommandSpan;
import io.seckill.tracing.Tracing;
import io.seckill.v1.Command;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Steps 3 and 4 for one event loop: registers who waits for a command's result, and publishes it. */
public final class CommandSender {
    private final Admission admission;
    private final RequestIds ids;
    private final PendingRequests pending;
    private final CommandRouter commandRouter;
    private final Tracing tracing;
    private final InstantSource clock;

    /** What every command of this gateway has in common. */
    private final Command template;

    private final long timeToLiveMillis;

    /** How long to wait for the append alone: the producer itself gives up before. */
    private final long appendWaitMillis;

    /** Sends what {@code admission} lets through, with {@code ids}, for the loop of {@code pending} by {@code outbound}. */
    public CommandSender(
            Admission admission, RequestIds ids, PendingRequests pending, Outbound outbound, InstantSource clock) {
        this.admission = admission;
        this.ids = ids;
        this.pending = pending;
        this.commandRouter = outbound.commandRouter();
        this.tracing = outbound.tracing();
        this.template = outbound.template();
        this.timeToLiveMillis = outbound.settings().purchase().timeToLive().toMillis();
        this.appendWaitMillis =
                outbound.settings().publish().deliveryTimeout().plusSeconds(1).toMillis();
        this.clock = clock;
    }

    /**
     * Where commands go, and how they say where the answer should.
     *
     * @param commandRouter this loop's way into the queues
     * @param template holds reply_to and gateway_epoch
     * @param settings the bounds in time
     * @param tracing the spans of what is sent
     */
    public record Outbound(CommandRouter commandRouter, Command template, GatewaySettings settings, Tracing tracing) {}

    /** What is asked before, and again here. */
    public Admission admission() {
        return admission;
    }

    /**
     * As {@link #send(Question, long)}, for the caller of {@code request}: the wait ends where that one goes away. Throws
     * {@link WaitEnded} where that has happened: nothing would say so again.
     */
    public SentCommand send(Question question, long waitMillis, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            throw WaitEnded.by(Ending.DISCONNECTED);
        }
        SentCommand sent = send(question, waitMillis, DeviceId.of(request), CommandSpan.of(tracing, request));
        response.closeHandler(closed -> sent.end(Ending.DISCONNECTED));
        return sent;
    }

    /**
     * Sends the command of {@code question}, and waits {@code waitMillis} for its result; 0 means until it is queued.
     *
     * @throws RefusedException where it is not admitted: nothing was queued, nothing registered
     */
    public SentCommand send(Question question, long waitMillis) {
        return send(question, waitMillis, "", null);
    }

    private SentCommand send(Question question, long waitMillis, String deviceId, @Nullable CommandSpan span) {
        Command.Builder command = question.command().setDeviceId(deviceId);
        byte[] key = commandRouter.keyOf(command);
        int queue = commandRouter.queueOf(key);
        RefusedException.on(admission.refusalOfCommand(queue, question.joinsBacklog()));
        RequestId id = ids.next();
        SentCommand sent = new SentCommand(
                pending, commandRouter.mailbox(), id, question, waitMillis == 0 ? appendWaitMillis : waitMillis, span);
        if (span != null) {
            span.is(command, id.toString());
        }
        if (waitMillis == 0) {
            sent.whenQueued(() -> sent.end(Ending.PENDING_ANSWERED));
        }
        long now = clock.millis();
        command.setRequestId(id.toString())
                .setReplyTo(template.getReplyTo())
                .setGatewayEpoch(template.getGatewayEpoch())
                .setCreatedAt(now);
        // A question is worth an answer at any time, and "expired" would be mistaken for one.
        if (!command.hasLookup() && !command.hasShowOrder() && !command.hasListOrders()) {
            command.setExpiresAt(now + timeToLiveMillis);
        }
        commandRouter.publish(queue, key, command.build(), sent);
        return sent;
    }
}
