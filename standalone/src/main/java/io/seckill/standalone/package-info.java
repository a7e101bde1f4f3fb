/**
 * Everything in one JVM: the first thing that a newcomer runs.
 *
 * <p>{@link io.seckill.standalone.StandaloneMain} reads the command line and the settings;
 * {@code StandaloneSettings} points gateway and backend at the embedded broker; {@code Standalone} starts and stops
 * the three; {@code DemoSale} puts an item on sale through the gateway's own door; {@code Welcome} says what to try.
 */
@NullMarked
package io.seckill.standalone;

import org.jspecify.annotations.NullMarked;
