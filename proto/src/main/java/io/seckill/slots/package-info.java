/**
 * Which queue a key belongs to, so that it stays the same while queues are added: keys to fixed slots, slots to queues.
 *
 * <p>{@link io.seckill.slots.Slots} gives a key its slot, {@link io.seckill.slots.JumpHash} spreads the slots over so many
 * queues, and a {@link io.seckill.slots.SlotMap} is one version of the table between the two. The simple way that cannot grow is
 * {@link io.seckill.slots.Modulo}; both are a {@link io.seckill.slots.Routing}.
 */
@NullMarked
package io.seckill.slots;

import org.jspecify.annotations.NullMarked;
