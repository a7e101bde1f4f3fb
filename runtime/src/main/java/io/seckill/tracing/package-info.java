/**
 * Traces by OpenTelemetry, which every process makes for itself: off unless there is somewhere to send them.
 *
 * <p>{@link io.seckill.tracing.Tracing} makes spans as {@link io.seckill.tracing.TracingSettings} say and sends them out. A
 * trace crosses Kafka in the headers that {@link io.seckill.tracing.TraceHeaders} writes and reads.
 * {@link io.seckill.tracing.TracedExemplars} names it in the metrics.
 */
@NullMarked
package io.seckill.tracing;

import org.jspecify.annotations.NullMarked;
