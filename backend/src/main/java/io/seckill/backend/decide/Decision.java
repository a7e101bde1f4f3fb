package io.seckill.backend.decide;

import io.seckill.v1.Result;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command.
 *
 * @param result what its asker is told, once it is durable
 * @param entry what must become durable first; null where nothing changed
 */
public record Decision(Result result, @Nullable LedgerEntry entry) {}
