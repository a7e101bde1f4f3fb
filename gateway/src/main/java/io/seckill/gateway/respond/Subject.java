package io.seckill.gateway.respond;

import io.seckill.gateway.backlog.LogPosition;
import org.jspecify.annotations.Nullable;

/** What an answer is about, where it says that nothing is decided yet, or that nobody knows. */
public sealed interface Subject permits PurchaseRef, OrderRef, DefinitionRef {
    /** The request that the answer names. */
    String requestId();

    /** Where it stands in its queue, or null where that is not known. */
    @Nullable
    LogPosition logPosition();

    /** Where the outcome can be asked for, at any gateway, or null. */
    @Nullable
    String location();

    /** What to read where nobody knows whether the command was queued. */
    String ifUnanswered();
}
