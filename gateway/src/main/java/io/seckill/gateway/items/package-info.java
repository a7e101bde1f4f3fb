/**
 * The items as both ports list them: {@link io.seckill.gateway.items.ItemRoutes}, with the list rendered by
 * {@code ItemPages} once for all who ask.
 */
@NullMarked
package io.seckill.gateway.items;

import org.jspecify.annotations.NullMarked;
