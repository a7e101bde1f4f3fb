/**
 * Which queue a key belongs to, as the topic seckill.slots says, and this gateway's word there that it lives.
 *
 * <p>{@link io.seckill.gateway.layout.LayoutFollower} reads the topic and tells the event loops' routers what to do;
 * {@link io.seckill.gateway.layout.Lease} says when the gateway's own record is to be renewed, and until when others count with
 * its appends.
 */
@NullMarked
package io.seckill.gateway.layout;

import org.jspecify.annotations.NullMarked;
