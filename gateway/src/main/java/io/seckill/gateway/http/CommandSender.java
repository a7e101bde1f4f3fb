package io.seckill.gateway.http;

import io.seckill.gateway.admit.Admission;
import io.seckill.gateway.publish.CommandRouter;
import io.seckill.gateway.respond.PreparedRefusal;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.slots.OrderingKey;
import io.seckill.v1.Command;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Steps 2 to 4 for one event loop: admits a command, registers who waits for it, publishes it. */
public final class CommandSender {
    private final Admission admission;
    private final HttpCall.Origin origin;
    private final CommandRouter commandRouter;
    private final InstantSource clock;

    /** What every command of this gateway has in common. */
    private final Command template;

    private final Duration timeToLive;

    /** How long to wait for the append alone: the producer itself gives up before. */
    private final long appendWaitMillis;

    /** Sends for the loop of {@code origin}, asking backends to answer to {@code outbound}'s address and epoch. */
    public CommandSender(Admission admission, HttpCall.Origin origin, Outbound outbound, InstantSource clock) {
        this.admission = admission;
        this.origin = origin;
        this.commandRouter = outbound.commandRouter();
        this.template = outbound.template();
        this.timeToLive = outbound.settings().purchase().timeToLive();
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
     */
    public record Outbound(CommandRouter commandRouter, Command template, GatewaySettings settings) {}

    /** What the calls of this loop are made of. */
    public HttpCall.Origin origin() {
        return origin;
    }

    /** Why nobody may join the line for the item {@code itemId} now, or null, also where lines are not those of items. */
    @Nullable
    public PreparedRefusal refusalByItem(String itemId) {
        return commandRouter.orderingKey() == OrderingKey.ITEM ? backlogRefusal(itemId) : null;
    }

    /** Why nobody may join the line for the user {@code userId} now, or null, also where lines are not those of users. */
    @Nullable
    public PreparedRefusal refusalByUser(String userId) {
        return commandRouter.orderingKey() == OrderingKey.USER ? backlogRefusal(userId) : null;
    }

    private @Nullable PreparedRefusal backlogRefusal(String key) {
        return admission.backlogRefusal(commandRouter.queueOf(key));
    }

    /** As {@link #send}, but for a command that the bound on lines holds for. */
    public void sendToBacklog(Command.Builder command, HttpCall call, long waitMillis) {
        send(command, call, waitMillis, true);
    }

    /**
     * Sends {@code command}, which lacks only what the gateway sets, for {@code call}, which is answered in time: with the
     * decision, or with what is known after {@code waitMillis}; 0 means as soon as it is queued.
     */
    public void send(Command.Builder command, HttpCall call, long waitMillis) {
        send(command, call, waitMillis, false);
    }

    private void send(Command.Builder command, HttpCall call, long waitMillis, boolean inLine) {
        if (call.callerIsGone()) {
            // Went while it was found out who asks; nothing will say so again, and nobody waits for the outcome.
            return;
        }
        byte[] key = commandRouter.keyOf(command);
        int queue = commandRouter.queueOf(key);
        PreparedRefusal refusal = inLine ? admission.refusalAtTheEnd(queue) : admission.refusal(queue);
        if (refusal != null) {
            call.turnAway(refusal);
            return;
        }
        if (!origin.desk().open(call, waitMillis == 0 ? appendWaitMillis : waitMillis)) {
            throw new IllegalStateException("admitted, yet there is no room for " + call.id());
        }
        call.watchHangUp();
        long now = clock.millis();
        command.setRequestId(call.id().toString())
                .setReplyTo(template.getReplyTo())
                .setGatewayEpoch(template.getGatewayEpoch())
                .setCreatedAt(now);
        // A question is worth an answer at any time, and "expired" would be mistaken for one.
        if (!command.hasLookup() && !command.hasShowOrder()) {
            command.setExpiresAt(now + timeToLive.toMillis());
        }
        commandRouter.publish(queue, key, command.build(), call);
    }
}
