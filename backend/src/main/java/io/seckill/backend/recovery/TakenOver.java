package io.seckill.backend.recovery;

import io.seckill.backend.deliver.Reply;
import java.util.List;

/**
 * A queue that this backend decides from now on.
 *
 * @param position the first command that is not decided
 * @param again what its former owner decided last and perhaps did not live to tell
 */
public record TakenOver(int queue, long position, List<Reply> again) {}
