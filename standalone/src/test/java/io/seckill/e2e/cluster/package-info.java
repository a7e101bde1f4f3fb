/**
 * What the end-to-end tests run on: brokers, gateways and backends to start, stop and freeze, and the doors to them.
 *
 * <p>{@link io.seckill.e2e.cluster.Cluster} runs all of it in this JVM, {@link io.seckill.e2e.cluster.ProcessCluster}
 * each in a {@link io.seckill.testkit.ChildProcess} of its own. Buyers go through a
 * {@link io.seckill.e2e.cluster.Shop}, which enters every 201 in a {@link io.seckill.e2e.cluster.Journal}; operators
 * through an {@link io.seckill.e2e.cluster.Console}. {@link io.seckill.e2e.cluster.Ledger} is what the topics say.
 */
@NullMarked
package io.seckill.e2e.cluster;

import org.jspecify.annotations.NullMarked;
