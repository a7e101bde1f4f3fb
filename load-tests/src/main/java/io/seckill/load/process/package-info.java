/**
 * Starts the processes that are measured, waits until they serve, and stops every one of them, whatever happens.
 *
 * <p>{@link io.seckill.load.process.Processes} owns what it started; {@link io.seckill.load.process.Product} knows how
 * the shipped jars are started and which ports they were given, and {@link io.seckill.load.process.SpringRival} starts
 * the rival on Spring.
 */
@NullMarked
package io.seckill.load.process;

import org.jspecify.annotations.NullMarked;
