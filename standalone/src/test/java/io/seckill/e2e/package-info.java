/**
 * The whole path, end to end: a real broker, real HTTP, real gRPC.
 *
 * <p>Each test starts a {@link io.seckill.e2e.cluster.Cluster} in this JVM, or a
 * {@link io.seckill.e2e.cluster.ProcessCluster} where processes must die or freeze, and afterwards every
 * {@link io.seckill.e2e.guarantee.Guarantee} must hold, whatever the test did.
 */
@NullMarked
package io.seckill.e2e;

import org.jspecify.annotations.NullMarked;
