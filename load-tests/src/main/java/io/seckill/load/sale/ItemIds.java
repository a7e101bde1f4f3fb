package io.seckill.load.sale;

import io.seckill.slots.Routing;
import io.seckill.slots.SlotMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Item ids of one length that fall on the queues evenly. */
public final class ItemIds {
    private ItemIds() {}

    /** {@code perQueue} ids for each of {@code queues} queues, neighbours on different queues. */
    public static List<String> spread(String prefix, int perQueue, int queues) {
        Routing routing = SlotMap.first(queues);
        Map<Integer, List<String>> byQueue = new HashMap<>();
        int found = 0;
        for (int number = 0; found < perQueue * queues; number++) {
            String id = "%s-%05d".formatted(prefix, number);
            List<String> sameQueue = byQueue.computeIfAbsent(routing.queueOf(id), queue -> new ArrayList<>());
            if (sameQueue.size() < perQueue) {
                sameQueue.add(id);
                found++;
            }
        }
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < perQueue; i++) {
            for (List<String> ofQueue : byQueue.values()) {
                ids.add(ofQueue.get(i));
            }
        }
        return ids;
    }
}
