/**
 * {@code java -jar seckill-backend.jar redrive}: {@link io.seckill.backend.redrive.Redrive} sends dead letters back into their
 * queues.
 */
@NullMarked
package io.seckill.backend.redrive;

import org.jspecify.annotations.NullMarked;
