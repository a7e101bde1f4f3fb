package io.seckill.kafka;

import com.fasterxml.jackson.core.JsonGenerator;
import io.seckill.http.JsonBody;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
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

        private void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeNumberField("queue", queue);
            json.writeNumberField("position", position);
            json.writeNumberField("end", end);
            json.writeNumberField("lag", lag());
            json.writeNumberField("inFlight", note.inFlight());
            json.writeNumberField("holes", note.holes());
            json.writeNumberField("retries", note.retries());
            json.writeEndObject();
        }
    }

    /**
     * Who holds a queue now.
     *
     * @param member the consumer's client id
     * @param host where it is, as the broker sees it
     */
    public record Holder(int queue, String member, String host) {
        private void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeNumberField("queue", queue);
            json.writeStringField("member", member);
            json.writeStringField("host", host);
            json.writeEndObject();
        }
    }

    /** For operators' tools: {@code {"groups":[{"group","topic","queues":[...],"holders":[...]}]}}. */
    public static Buffer json(List<GroupLag> groups) {
        return JsonBody.object(json -> {
            json.writeArrayFieldStart("groups");
            for (GroupLag group : groups) {
                group.writeTo(json);
            }
            json.writeEndArray();
        });
    }

    private void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("group", group);
        json.writeStringField("topic", topic);
        json.writeArrayFieldStart("queues");
        for (Queue queue : queues) {
            queue.writeTo(json);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("holders");
        for (Holder holder : holders) {
            holder.writeTo(json);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
