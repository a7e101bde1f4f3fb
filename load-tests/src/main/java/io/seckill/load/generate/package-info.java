/**
 * Sends load and measures the answers, cheaply, because it shares the cores with what it measures.
 *
 * <p>A {@link io.seckill.load.generate.Load} is closed (so many connections, each sends when it has its answer) or open
 * (so many requests a second, whatever becomes of them). A {@link io.seckill.load.generate.Driver} runs one and returns
 * a {@link io.seckill.load.generate.LoadResult}: {@link io.seckill.load.generate.HttpDriver} buys over HTTP,
 * {@link io.seckill.load.generate.KafkaDriver} appends to Kafka and reads back,
 * {@link io.seckill.load.generate.BackendDriver} buys without a gateway. Latency counts from the moment at
 * which a request was meant to be sent, so a stall is charged to every request that it delayed.
 */
@NullMarked
package io.seckill.load.generate;

import org.jspecify.annotations.NullMarked;
