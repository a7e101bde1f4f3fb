/**
 * The gateway's own view of the items, a moment behind the ledger.
 *
 * <p>{@link io.seckill.gateway.catalogue.CatalogueFollower} reads the compacted items topic from its beginning and
 * keeps {@link io.seckill.gateway.catalogue.Catalogue} up to date; readers need no lock.
 * {@link io.seckill.gateway.catalogue.ItemsEndOffsetPoller} asks where the topic ends, and
 * {@link io.seckill.gateway.catalogue.Freshness} compares: only a view that is known to be current may answer for the queue.
 */
@NullMarked
package io.seckill.gateway.catalogue;

import org.jspecify.annotations.NullMarked;
