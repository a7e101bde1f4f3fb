/**
 * The topic seckill.slots: how keys become queues now, how that changes while queues are added, and which gateways live.
 *
 * <p>{@link io.seckill.layout.Layout} is the state that the topic holds. {@link io.seckill.layout.LayoutLog} reads and writes the
 * topic as a whole; {@link io.seckill.layout.LayoutView} is what a reader knows after so many records.
 * {@link io.seckill.layout.LayoutGate} keeps a process from starting with settings that contradict it, and
 * {@link io.seckill.layout.SlotPartitioner} lets producers of others follow it.
 */
@NullMarked
package io.seckill.layout;

import org.jspecify.annotations.NullMarked;
