/**
 * The whole path, end to end: a real broker, real HTTP, real gRPC.
 *
 * <p>Each test starts a {@link io.seckill.e2e.cluster.Cluster} in this JVM, or a
 * {@link io.seckill.e2e.cluster.ProcessCluster} where processes must die or freeze, and afterwards every
 * {@link io.seckill.e2e.guarantee.Guarantee} must hold, whatever the test did.
 *
 * <p>What says something of whoever decides runs {@link io.seckill.e2e.cluster.OnBothStores}. The others are about a
 * gateway's own doors, bounds and waits, which no decision changes, or about a backend that is hand-made.
 */
@NullMarked
package io.seckill.e2e;

import org.jspecify.annotations.NullMarked;
