package io.seckill.gateway.http;

import io.seckill.gateway.admit.Admission;
import io.seckill.gateway.admit.BacklogLimit;
import io.seckill.gateway.admit.Edge;
import io.seckill.gateway.admit.RateGuard;
import io.seckill.gateway.admit.Readiness;
import io.seckill.gateway.auth.Authentication;
import io.seckill.gateway.backlog.Backlog;
import io.seckill.gateway.catalogue.Catalogue;
import io.seckill.gateway.catalogue.Freshness;
import io.seckill.gateway.client.AccessLog;
import io.seckill.gateway.connection.AcceptGate;
import io.seckill.gateway.pending.Accounting;
import io.seckill.gateway.publish.CircuitBreakers;
import io.seckill.gateway.publish.CommandRouter;
import io.seckill.gateway.publish.CommandRouters;
import io.seckill.gateway.resolve.CallbackService;
import io.seckill.gateway.resolve.ResultRouter;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.tracing.Tracing;
import io.seckill.v1.Command;

/**
 * What the event loops of one gateway share; all of it safe to use from any of them.
 *
 * @param settings what was set
 * @param identity how callers are known
 * @param epoch this life of the gateway, never 0
 * @param readiness where in its life it is
 * @param accounting the books of promise 2
 * @param breakers whether the broker answers appends, by queue
 * @param backlog what waits before the queues
 * @param backlogLimit the bound on the lines before the queues
 * @param commandRouters the ways of the loops to the broker
 * @param router the way of results to their loops
 * @param callbacks the door that results come through
 * @param catalogue the items
 * @param freshness whether that view of them is current
 * @param edge what it can answer for the queue
 * @param rates the limits on each user's and each device's rate
 * @param replies the way out
 * @param gate what is before the public port
 * @param tracing the spans of requests that are traced
 * @param accessLog what is written of its requests
 */
public record GatewayContext(
        GatewaySettings settings,
        Authentication identity,
        long epoch,
        Readiness readiness,
        Accounting accounting,
        CircuitBreakers breakers,
        Backlog backlog,
        BacklogLimit backlogLimit,
        CommandRouters commandRouters,
        ResultRouter router,
        CallbackService callbacks,
        Catalogue catalogue,
        Freshness freshness,
        Edge edge,
        RateGuard rates,
        Replies replies,
        AcceptGate gate,
        Tracing tracing,
        AccessLog accessLog) {

    /** Whether the broker acknowledges what this gateway writes, commands of every queue and its lease. */
    public boolean queueAnswers() {
        return commandRouters.isOpen() && breakers.open() == 0;
    }

    /** The {@code host:port} that backends dial where the callback listens on {@code callbackPort}. */
    public String replyTo(int callbackPort) {
        return settings.callback().replyTo(callbackPort);
    }

    /** What bounds all loops together. */
    public Admission.Limits limits() {
        return new Admission.Limits(edge, backlogLimit, rates, breakers);
    }

    /** Where commands of one loop go, and how they say where the answer should. */
    public CommandSender.Outbound outbound(CommandRouter commandRouter, int callbackPort) {
        Command template = Command.newBuilder()
                .setReplyTo(replyTo(callbackPort))
                .setGatewayEpoch(epoch)
                .build();
        return new CommandSender.Outbound(commandRouter, template, settings, tracing);
    }
}
