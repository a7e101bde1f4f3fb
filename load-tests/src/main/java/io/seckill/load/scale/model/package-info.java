/**
 * The system as the simulator sees it. A {@link io.seckill.load.scale.model.Simulation} builds an
 * {@link io.seckill.load.scale.model.Installation}, puts a {@link io.seckill.load.scale.model.Workload} on it and returns a
 * {@link io.seckill.load.scale.model.Forecast}.
 *
 * <p>A purchase goes through the classes in this order: {@code Buyers}, {@code GatewayModel}, {@code BatchingProducer},
 * {@code BrokerModel}, {@code BackendModel}, {@code CommitModel}, {@code GatewayModel}, {@code Buyers}. What each step costs
 * is in {@link io.seckill.load.scale.model.Costs}, which are measured, and
 * {@link io.seckill.load.scale.model.Assumptions}, which are settings and guesses.
 */
@NullMarked
package io.seckill.load.scale.model;

import org.jspecify.annotations.NullMarked;
