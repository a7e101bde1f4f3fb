package io.seckill.backend.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.seckill.kafka.TopicSettings;
import io.seckill.v1.Item;
import io.seckill.v1.Order;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes events as CloudEvents 1.0 in Kafka's binary mode: attributes in headers, data as JSON, the item as the key. What
 * they look like is described by {@code asyncapi.yaml}. Used by one thread.
 */
public final class EventRecords {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] SPEC_VERSION = ascii("1.0");
    private static final byte[] CONTENT_TYPE = ascii("application/json");

    private final String topic;
    private final String sources;
    private final Map<EventType, byte[]> types = new EnumMap<>(EventType.class);
    private final ByteArrayOutputStream json = new ByteArrayOutputStream(512);
    private long latestTime = Long.MIN_VALUE;
    private byte[] latestTimeText = {}; // a batch is of few milliseconds

    /** Of events to the topic of {@code topics}. */
    public EventRecords(TopicSettings topics) {
        this.topic = topics.events();
        this.sources = '/' + topics.prefix() + "/items/";
        for (EventType type : EventType.values()) {
            types.put(type, ascii("io.seckill." + type.title()));
        }
    }

    /** The record of an event that was written down before. */
    public ProducerRecord<byte[], byte[]> of(StoredEvent event) {
        Item item = event.item();
        ItemBook book = book(item.getItemId());
        book.define(item);
        book.sold(book.stock() - Integer.toUnsignedLong(item.getRemaining()));
        Order order = event.order();
        if (order != null) {
            return ofOrder(EventType.of(order.getStatus()), book, order, event.at());
        }
        SaleState sale = SaleState.valueOf(event.sale());
        return ofItem(EventType.valueOf(event.type()), book, sale, Long.toString(event.id()), event.at());
    }

    /** Of an item of which nothing was told. */
    ItemBook book(String itemId) {
        return new ItemBook(ascii(itemId), ascii(sources + itemId));
    }

    /** Tells that {@code order} has come to a status at {@code at}, which it does once. */
    ProducerRecord<byte[], byte[]> ofOrder(EventType type, ItemBook book, Order order, long at) {
        ProducerRecord<byte[], byte[]> event = event(type, book, order.getOrderId(), at, data -> {
            data.writeStringField("orderId", order.getOrderId());
            data.writeStringField("itemId", order.getItemId());
            data.writeStringField("userId", order.getUserId());
            if (!order.getDeviceId().isEmpty()) {
                data.writeStringField("deviceId", order.getDeviceId());
            }
            data.writeNumberField("quantity", Integer.toUnsignedLong(order.getQuantity()));
            data.writeStringField("decidedAt", time(order.getDecidedAt()));
            if (order.getHeldUntil() != 0) {
                data.writeStringField("heldUntil", time(order.getHeldUntil()));
            }
            data.writeNumberField("remaining", book.remaining());
        });
        event.headers().add("ce_subject", ascii(order.getOrderId()));
        return event;
    }

    /**
     * Tells of an item.
     *
     * @param distinction what no other event of this type and item has
     */
    ProducerRecord<byte[], byte[]> ofItem(EventType type, ItemBook book, SaleState state, String distinction, long at) {
        Item item = book.definition();
        return event(type, book, distinction, at, data -> {
            data.writeStringField("itemId", item.getItemId());
            data.writeStringField("title", item.getTitle());
            data.writeStringField("state", state.name());
            data.writeNumberField("stock", book.stock());
            data.writeNumberField("sold", book.sold());
            data.writeNumberField("remaining", book.remaining());
            data.writeStringField("opensAt", time(item.getOpensAt()));
            data.writeStringField("closesAt", item.getClosesAt() == 0 ? null : time(item.getClosesAt()));
            data.writeNumberField("perUserLimit", Integer.toUnsignedLong(item.getPerUserLimit()));
            data.writeNumberField("holdSeconds", item.getHoldMillis() / 1000);
        });
    }

    /** Writes the fields of an event's data. */
    private interface Data {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private ProducerRecord<byte[], byte[]> event(
            EventType type, ItemBook book, String distinction, long at, Data data) {
        ProducerRecord<byte[], byte[]> event = new ProducerRecord<>(topic, book.key(), json(data));
        event.headers()
                .add("ce_specversion", SPEC_VERSION)
                .add("ce_id", ascii(distinction + '-' + type.title()))
                .add("ce_source", book.source())
                .add("ce_type", types.get(type))
                .add("ce_time", timeText(at))
                .add("content-type", CONTENT_TYPE);
        return event;
    }

    private byte[] json(Data data) {
        json.reset();
        try (JsonGenerator generator = JSON.createGenerator(json)) {
            generator.writeStartObject();
            data.writeTo(generator);
            generator.writeEndObject();
        } catch (IOException impossible) { // it goes to memory
            throw new UncheckedIOException(impossible);
        }
        return json.toByteArray();
    }

    private byte[] timeText(long at) {
        if (at != latestTime) {
            latestTime = at;
            latestTimeText = ascii(time(at));
        }
        return latestTimeText;
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
