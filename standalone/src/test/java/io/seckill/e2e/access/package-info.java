/**
 * Who may do what on a cluster that lets nobody do more than it must.
 *
 * <p>{@link io.seckill.e2e.access.AccessList} is the table in the documentation, and
 * {@link io.seckill.e2e.access.RecordingAuthorizer} what a broker asks with it.
 * {@link io.seckill.e2e.access.GuardedInstallation} runs each process as the table's user, with the settings that the
 * documentation shows.
 */
@NullMarked
package io.seckill.e2e.access;

import org.jspecify.annotations.NullMarked;
