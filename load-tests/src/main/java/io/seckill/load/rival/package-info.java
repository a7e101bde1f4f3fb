/**
 * What the gateway is compared with, each a process of its own.
 *
 * <p>{@link io.seckill.load.rival.BareServer} is the ceiling: an HTTP server that does nothing.
 * {@link io.seckill.load.rival.BlockingGateway} is the ordinary way: the same path from HTTP through Kafka and back,
 * but with a thread that waits for each answer. A third, on Spring, is a module of its own:
 * {@code load-tests/spring-rival}.
 */
@NullMarked
package io.seckill.load.rival;

import org.jspecify.annotations.NullMarked;
