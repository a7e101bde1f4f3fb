/**
 * The gateway's own view of the items, a moment behind the ledger.
 *
 * <p>{@link io.seckill.gateway.catalogue.CatalogueFollower} reads the compacted items topic from its beginning and
 * keeps {@link io.seckill.gateway.catalogue.Catalogue} up to date; readers need no lock.
 */
@NullMarked
package io.seckill.gateway.catalogue;

import org.jspecify.annotations.NullMarked;
