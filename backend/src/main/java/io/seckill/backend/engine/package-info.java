/**
 * Parallel consumption: a {@link io.seckill.backend.engine.Handler} of anybody's, many records of one queue at once.
 *
 * <p>{@link io.seckill.backend.engine.Engine} keeps a member of the group alive; each turn of its {@code EngineLoop}
 * hears from the {@code Mailbox} what has ended, has each {@code Lane} hand out what may be tried, commits
 * {@code Positions} and polls. A lane is one queue: its {@link io.seckill.backend.window.Window}, the {@code Lineup} of its
 * records by key ({@code KeyLines}), its {@code RetryQueue}, and the {@code Dependency} whose absence holds it up. What fails is
 * copied to the retry topic by the {@code KafkaOutlet} before the position passes it, and after its last attempt goes
 * to the dead letters. Where queues are added, its {@code Share} of the keys changes at a seal, and a new one waits at an
 * await until its {@code Predecessors} have decided what was theirs. {@code TakeOverReader} reads what an earlier owner had copied aside.
 *
 * <p>All state belongs to the engine's thread; answers of handlers and producers come to it through the mailbox.
 */
@NullMarked
package io.seckill.backend.engine;

import org.jspecify.annotations.NullMarked;
