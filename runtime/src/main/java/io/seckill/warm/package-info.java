/**
 * Before a process is ready it runs its own code, so that the first buyers of a sale do not wait for the compilers.
 *
 * <p>{@link io.seckill.warm.WarmUp} starts a rehearsal and ends it, once the compilers are done or the time is over. The
 * rehearsal is the process's own: the same classes, in objects that are thrown away, on the topics of
 * {@link io.seckill.warm.WarmUpTopics}, which nobody else reads.
 */
@NullMarked
package io.seckill.warm;

import org.jspecify.annotations.NullMarked;
