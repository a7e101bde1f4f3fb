package io.seckill.backend.consume;

import io.seckill.backend.deliver.Reply;
import io.seckill.v1.Item;
import java.util.List;

/**
 * A queue that this backend decides from now on.
 *
 * @param position the first command that is not decided
 * @param items its items, as they are
 * @param again what its former owner decided last and perhaps did not live to tell
 */
public record TakenOver(int queue, long position, List<Item> items, List<Reply> again) {}
