package io.seckill.gateway.respond;

import io.seckill.gateway.backlog.LogPosition;
import org.jspecify.annotations.Nullable;

/**
 * What an answer about an item's definition or state is about.
 *
 * @param requestId the request that changes the item
 */
public record DefinitionRef(String requestId) implements Subject {
    /** No operator waits in line. */
    @Override
    public @Nullable LogPosition logPosition() {
        return null;
    }

    @Override
    public @Nullable String location() {
        return null;
    }

    @Override
    public String ifUnanswered() {
        return "the change may still be applied; the item will show it";
    }
}
