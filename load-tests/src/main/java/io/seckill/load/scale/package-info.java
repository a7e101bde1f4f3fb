/**
 * {@code load-tests/scale}: a simulator for what two cores cannot run. {@link io.seckill.load.scale.ScaleMain} is the command,
 * {@link io.seckill.load.scale.Sizing} asks the model how much of what a load needs, and
 * {@link io.seckill.load.scale.ScaleReport} writes the answer. The model is in {@code model}, its costs come from {@code fit},
 * and {@code event} is the core that knows nothing of either. docs/scale.md explains all of it.
 */
@NullMarked
package io.seckill.load.scale;

import org.jspecify.annotations.NullMarked;
