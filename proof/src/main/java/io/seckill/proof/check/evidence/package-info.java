/**
 * What is left at the end of a campaign. {@link io.seckill.proof.check.evidence.EvidenceReader} reads topics as {@link
 * io.seckill.proof.check.evidence.TopicRecord}s, {@link io.seckill.proof.check.evidence.TableReader} reads tables, {@link
 * io.seckill.proof.check.evidence.Kept} keeps both as text, and {@link io.seckill.proof.check.evidence.Evidence} is what
 * rules look at, whichever store decided.
 */
@NullMarked
package io.seckill.proof.check.evidence;

import org.jspecify.annotations.NullMarked;
