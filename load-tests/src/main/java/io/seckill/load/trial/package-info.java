/**
 * The vocabulary of the comparing benchmark: {@link io.seckill.load.trial.Contender contenders} are put under
 * {@link io.seckill.load.trial.Trial trials} by a {@link io.seckill.load.trial.Plan}; each
 * {@link io.seckill.load.trial.Measurement} carries its own {@link io.seckill.load.trial.Doubts doubts}, and a
 * {@link io.seckill.load.trial.Summary} takes the median of the rounds.
 */
@NullMarked
package io.seckill.load.trial;

import org.jspecify.annotations.NullMarked;
