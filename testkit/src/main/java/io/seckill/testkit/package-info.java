/**
 * What tests stand on. {@link io.seckill.testkit.TestBroker} and {@link io.seckill.testkit.TestPostgres} are real servers
 * in or beside the test's JVM, one of each for all its tests ({@link io.seckill.testkit.WithBroker}).
 * {@link io.seckill.testkit.Committed} is what a topic holds, and
 * {@link io.seckill.testkit.ForgetfulProxy} a firewall that forgets connections.
 * {@link io.seckill.testkit.ChildProcess} is a process that a test kills or freezes, and
 * {@link io.seckill.testkit.BrokerProcesses} are three brokers of that kind, each a {@link io.seckill.testkit.BrokerNode},
 * of which {@link io.seckill.testkit.ClusterHealth} knows whether they are one cluster. {@link io.seckill.testkit.TestPorts} keeps test
 * JVMs apart, and {@link io.seckill.testkit.Patience} says how long they await.
 */
@NullMarked
package io.seckill.testkit;

import org.jspecify.annotations.NullMarked;
