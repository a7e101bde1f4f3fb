/**
 * A campaign of one seed: {@link io.seckill.proof.campaign.Campaign} starts an installation, lets clients and faults
 * loose on it, and has the checker judge what came of it. {@link io.seckill.proof.campaign.FullService} measures how long
 * service was away, {@code Summary} puts many seeds on one page. {@link io.seckill.proof.campaign.ProofMain} is the
 * command.
 */
@NullMarked
package io.seckill.proof.campaign;

import org.jspecify.annotations.NullMarked;
