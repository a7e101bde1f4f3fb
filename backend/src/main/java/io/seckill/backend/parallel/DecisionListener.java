package io.seckill.backend.parallel;

import io.seckill.backend.deliver.Reply;
import io.seckill.v1.QueuePosition;
import java.util.List;

/** Hears of decisions. Called on the engine's thread; must not block. */
public interface DecisionListener extends OwnershipListener {
    /** What askers are to be told; it is durable as far as the handler's results are. */
    void tell(List<Reply> replies);

    /** The first offset of each held queue that is neither decided nor in the retry queue. */
    void decided(List<QueuePosition> positions);
}
