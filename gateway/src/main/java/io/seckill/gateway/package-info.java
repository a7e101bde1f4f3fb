/**
 * The gateway: a synchronous HTTP purchase becomes a Kafka message, and the backend's gRPC call becomes the HTTP answer.
 *
 * <p>The packages are the steps of one request, in this order: {@code http} (HTTP comes in; {@code auth}: from whom),
 * {@code purchase}, {@code lookup}, {@code order} and {@code items} (what is asked for), {@code admit} (what can be
 * refused at once), {@code pending} (who waits), {@code publish} (the command goes to Kafka), {@code resolve} (the result
 * comes back over gRPC), {@code respond} (the outcome becomes HTTP). Beside them stand {@code client}, which knows whose
 * request it is behind proxies and pages of other sites, {@code connection}, which bounds what peers of the public port may
 * keep waiting, {@code backlog}, what waits before each queue, {@code catalogue}, the items as this gateway knows them,
 * {@code layout}, which says what queue a key belongs to, {@code trace}, the spans of requests that are traced,
 * {@code operate}, {@code projection}, which reads orders for operators, and {@code settings}.
 *
 * <p>{@link io.seckill.gateway.Gateway} puts the parts together and owns their life; {@code KafkaClients} are those
 * that speak with the cluster, {@code GatewayRehearsal} the second gateway that warms this one's code up, with those in
 * {@code warm}; {@link io.seckill.gateway.LoopVerticle} is one of
 * its event loops, and {@link io.seckill.gateway.PublicRoutes} what that serves;
 * {@link io.seckill.gateway.GatewayMain} is the process around it.
 */
@NullMarked
package io.seckill.gateway;

import org.jspecify.annotations.NullMarked;
