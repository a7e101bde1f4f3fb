package io.seckill.backend.deliver;

import io.vertx.core.Vertx;

/** What every outbox needs. */
record DeliveryContext(
        Vertx vertx,
        Dialler dialler,
        DeliverySettings settings,
        DeliverMeters meters,
        GatewayWarnings warnings,
        Ticker ticker) {}
