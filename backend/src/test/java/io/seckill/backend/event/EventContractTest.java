package io.seckill.backend.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.AsyncApi;
import io.seckill.backend.fixture.EventBooks;
import io.seckill.backend.fixture.Stage;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.TestPostgres;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Command;
import io.seckill.v1.ItemState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that a backend has written to a real broker, and the AsyncAPI document, held against each other. */
@WithBroker
@ExtendWith(TestPostgres.Extension.class)
class EventContractTest {
    private static final long LONG = 3_600_000;

    private final AsyncApi document = new AsyncApi();

    @AutoClose
    private Stage stage;

    @BeforeEach
    void open(TestBroker broker) {
        stage = new Stage(broker, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ledger", "postgres"})
    void eachEventComesInItsOrderAndIsAsDescribed(String store, TestPostgres server) {
        String schema = server.newSchema();
        String[] overrides = Stream.concat(
                        Stream.of(server.overrides(schema)), Stream.of("store=" + store, "events.enabled=true"))
                .toArray(String[]::new);
        stage.startBackend(overrides);
        changeWhatIsToldOf();

        EventBooks books = books();
        await("what is left of the lamp")
                .until(() -> EventBooks.of(store, stage, server, schema).equals(books.books()));
        toldInOrder(books);
        TreeSet<String> seen = new TreeSet<>();
        for (ConsumerRecord<byte[], byte[]> event : stage.events()) {
            JsonObject headers = AsyncApi.headers(event);
            String name = AsyncApi.name(headers);
            seen.add(name);
            isDescribed(name, headers, AsyncApi.data(event));
            assertThat(new String(event.key(), StandardCharsets.UTF_8))
                    .isEqualTo(AsyncApi.data(event).getString("itemId"));
            noChangedFieldIsDescribed(name, headers, AsyncApi.data(event));
        }
        assertThat(seen).containsExactlyElementsOf(new TreeSet<>(document.events()));
    }

    private void changeWhatIsToldOf() {
        put("quick", 1, 300, 0, 0);
        put("plain", 2, 0, 0, 0);
        List.of("quick", "plain").forEach(item -> stage.ask(stage.commands().purchase(item, "ann")));
        sellLamps();
        long now = System.currentTimeMillis();
        put("later", 1, 0, now + 1_000, now + 2_000);
        changeOverdue(now);
        put("moved", 1, 0, 0, 0);
        put("moved", 1, 0, now + LONG, 0);
        await().until(() -> books().told("moved").size() == 3
                && books().told("quick").contains("ItemBackInStock")
                && books().told("lamp").contains("ItemDeleted")
                && books().told("later").contains("ItemClosed")
                && books().told("over").contains("ItemDeleted")
                && books().told("begun").contains("ItemPaused"));
    }

    /** By commands that come after the times, and perhaps before these were looked for. */
    private void changeOverdue(long now) {
        put("over", 1, 0, 0, now + 500);
        put("begun", 1, 0, now + 500, 0);
        await().until(() -> System.currentTimeMillis() >= now + 500);
        stage.ask(stage.commands().changeState("begun", ItemState.ITEM_STATE_PAUSED));
        stage.ask(stage.commands().deleteItem("over"));
    }

    private static void toldInOrder(EventBooks books) {
        assertThat(books.told("lamp"))
                .containsExactly(
                        "ItemDefined",
                        "ItemOpened",
                        "OrderReserved",
                        "OrderReserved",
                        "ItemSoldOut",
                        "OrderCancelled",
                        "ItemBackInStock",
                        "OrderConfirmed",
                        "OrderRefunded",
                        "ItemPaused",
                        "ItemOpened",
                        "ItemClosed",
                        "ItemDeleted");
        assertThat(books.told("later")).containsExactly("ItemDefined", "ItemOpened", "ItemClosed");
        assertThat(books.told("over")).containsExactly("ItemDefined", "ItemOpened", "ItemClosed", "ItemDeleted");
        assertThat(books.told("begun")).containsExactly("ItemDefined", "ItemOpened", "ItemPaused");
        assertThat(books.told("moved")).containsExactly("ItemDefined", "ItemOpened", "ItemDefined");
        assertThat(books.told("plain")).containsExactly("ItemDefined", "ItemOpened", "OrderAccepted");
        assertThat(books.told("quick"))
                .containsExactly(
                        "ItemDefined", "ItemOpened", "OrderReserved", "ItemSoldOut", "OrderExpired", "ItemBackInStock");
    }

    private void put(String itemId, int stock, long holdMillis, long opensAt, long closesAt) {
        Command put = stage.commands().putItem(itemId, stock, stock, holdMillis);
        stage.ask(put.toBuilder()
                .setPutItem(put.getPutItem().toBuilder().setOpensAt(opensAt).setClosesAt(closesAt))
                .build());
    }

    private void sellLamps() {
        put("lamp", 2, LONG, 0, 0);
        Command cancelled = stage.commands().purchase("lamp", "ann");
        Command paid = stage.commands().purchase("lamp", "ann").toBuilder()
                .setDeviceId("phone")
                .build();
        List.of(cancelled, paid).forEach(stage::ask);
        stage.ask(stage.commands().cancel(cancelled));
        stage.ask(stage.commands().confirm(paid));
        stage.ask(stage.commands().refund(paid, true));
        List.of(ItemState.ITEM_STATE_PAUSED, ItemState.ITEM_STATE_UNSPECIFIED, ItemState.ITEM_STATE_CLOSED)
                .forEach(state -> stage.ask(stage.commands().changeState("lamp", state)));
        stage.ask(stage.commands().deleteItem("lamp"));
    }

    private EventBooks books() {
        return new EventBooks(stage.events());
    }

    private void isDescribed(String name, JsonObject headers, JsonObject data) {
        assertThat(document.headers(name, headers).getValid())
                .describedAs("%s: %s", headers, document.headers(name, headers).toJson())
                .isTrue();
        assertThat(document.payload(name, data).getValid())
                .describedAs("%s: %s", data, document.payload(name, data).toJson())
                .isTrue();
    }

    /** A field that is called otherwise, that is of another type or that is new, and one that must be there and is not. */
    private void noChangedFieldIsDescribed(String name, JsonObject headers, JsonObject data) {
        for (String field : data.fieldNames()) {
            JsonObject renamed = data.copy().put(field + "2", data.getValue(field));
            JsonObject retyped = data.copy().put(field, new JsonObject());
            assertThat(document.payload(name, renamed).getValid())
                    .describedAs("%s", renamed)
                    .isFalse();
            assertThat(document.payload(name, retyped).getValid())
                    .describedAs("%s", retyped)
                    .isFalse();
            JsonObject lacking = data.copy();
            lacking.remove(field);
            assertThat(document.payload(name, lacking).getValid())
                    .describedAs("%s", lacking)
                    .isEqualTo(List.of("heldUntil", "deviceId").contains(field));
        }
        for (String header : headers.fieldNames()) {
            JsonObject lacking = headers.copy();
            lacking.remove(header);
            assertThat(document.headers(name, lacking).getValid())
                    .describedAs("%s", lacking)
                    .isFalse();
        }
        assertThat(document.headers(name, headers.copy().put("ce_new", "1")).getValid())
                .isFalse();
        assertThat(document.headers(name, headers.copy().put("ce_type", "io.seckill.OrderLost"))
                        .getValid())
                .isFalse();
    }

    @Test
    void whatTheDocumentRefersToIsThere() {
        followReferences(document.document());
    }

    private void followReferences(Object part) {
        if (part instanceof JsonObject object) {
            if (object.getValue("$ref") instanceof String reference) {
                assertThat(document.at(reference)).describedAs(reference).isNotNull();
            }
            object.forEach((Map.Entry<String, Object> field) -> followReferences(field.getValue()));
        } else if (part instanceof JsonArray list) {
            list.forEach(this::followReferences);
        }
    }
}
