/**
 * The heart of parallel consumption, pure code: no clock, no thread, no Kafka.
 *
 * <p>A {@link io.seckill.backend.parallel.window.Window} holds the records of one queue from its position on. Offsets go in in
 * their order, completions come in any order, and the position follows the end of the completed prefix. It also knows
 * which attempts run for how long, so that whoever has the clock can ask for the ones that are overdue.
 */
@NullMarked
package io.seckill.backend.parallel.window;

import org.jspecify.annotations.NullMarked;
