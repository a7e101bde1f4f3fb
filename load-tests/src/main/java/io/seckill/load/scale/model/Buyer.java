package io.seckill.load.scale.model;

import java.util.function.Consumer;

/**
 * One purchase, on its way.
 *
 * @param connection on which it came
 * @param queue in which it is decided
 * @param gateway that waits for the outcome
 * @param answer hears whether there is an outcome; false where the gateway refuses
 */
record Buyer(int connection, int queue, GatewayModel gateway, Consumer<Boolean> answer) {}
