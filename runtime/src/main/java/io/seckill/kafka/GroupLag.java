package io.seckill.kafka;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * How far a group is in each queue of a topic, and apart from that, who holds each queue now.
 *
 * @param queues all of the topic's, in order
 * @param holders at most one of each queue, in order; none of a queue that nobody holds
 */
public record GroupLag(String group, String topic, List<Queue> queues, List<Holder> holders) {
    /**
     * A group's place in a queue. It belongs to the two, and stays whoever comes and goes.
     *
     * @param position the first record that the group has not done with; where it never committed one, the queue's first
     * @param end where the next record will be
     * @param note what else was committed
     */
    public record Queue(int queue, long position, long end, OffsetMetadata note) {
        /** Records from the position to the end. */
        public long lag() {
            return Math.max(0, end - position);
        }

        private JsonObject json() {
            return new JsonObject()
                    .put("queue", queue)
                    .put("position", position)
                    .put("end", end)
                    .put("lag", lag())
                    .put("inFlight", note.inFlight())
                    .put("holes", note.holes())
                    .put("retries", note.retries());
        }
    }

    /**
     * Who holds a queue now.
     *
     * @param member the consumer's client id
     * @param host where it is, as the broker sees it
     */
    public record Holder(int queue, String member, String host) {
        private JsonObject json() {
            return new JsonObject().put("queue", queue).put("member", member).put("host", host);
        }
    }

    /** For operators' tools: {@code {"groups":[{"group","topic","queues":[...],"holders":[...]}]}}. */
    public static JsonObject json(List<GroupLag> groups) {
        return new JsonObject()
                .put("groups", new JsonArray(groups.stream().map(GroupLag::json).toList()));
    }

    private JsonObject json() {
        return new JsonObject()
                .put("group", group)
                .put("topic", topic)
                .put("queues", new JsonArray(queues.stream().map(Queue::json).toList()))
                .put("holders", new JsonArray(holders.stream().map(Holder::json).toList()));
    }
}
