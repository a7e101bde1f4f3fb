/**
 * Questions about an earlier purchase: {@link io.seckill.gateway.lookup.LookupHandler} sends a lookup into the purchase's own
 * queue. A {@code LookupQuestion} waits for one answer; an {@code EventSubscription} streams the place in line until the outcome, as one
 * of its loop's {@link io.seckill.gateway.lookup.EventSubscribers}.
 */
@NullMarked
package io.seckill.gateway.lookup;

import org.jspecify.annotations.NullMarked;
