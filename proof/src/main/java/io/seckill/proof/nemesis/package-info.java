/**
 * The faults of a campaign. {@link io.seckill.proof.nemesis.Nemesis} puts them on a field; {@code Schedule} draws them
 * from a seed: {@link io.seckill.proof.nemesis.PlannedFault}s of a {@link io.seckill.proof.nemesis.FaultKind}.
 *
 * <p>Left out: full disks and jumps of the clock, which need privileges or a library that few machines have.
 */
@NullMarked
package io.seckill.proof.nemesis;

import org.jspecify.annotations.NullMarked;
