/**
 * One trace of a request, where it is traced: its span as a server, and that of its command's way into the queue.
 *
 * <p>{@link io.seckill.gateway.trace.RequestTracer} opens the first when a request arrives, by Vert.x's SPI, which closes it
 * with the answer. A {@link io.seckill.gateway.trace.CommandSpan} opens the second, and has its id go with the record.
 */
@NullMarked
package io.seckill.gateway.trace;

import org.jspecify.annotations.NullMarked;
