/**
 * A whole Kafka cluster of one node inside this JVM.
 *
 * <p>{@link io.seckill.standalone.broker.EmbeddedBroker} starts and stops it. The data lie in a
 * {@link io.seckill.standalone.broker.DataFolder}, thrown away or kept; {@code ServerProperties} is what differs from
 * the settings of a production broker, and why. {@link io.seckill.standalone.broker.BrokerSettings} is what a person
 * may choose.
 */
@NullMarked
package io.seckill.standalone.broker;

import org.jspecify.annotations.NullMarked;
