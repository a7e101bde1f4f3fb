package io.seckill.backend.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.command.ParsedRecord.Kind;
import io.seckill.backend.deliver.Reply;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.SlotMap;
import io.seckill.v1.Await;
import io.seckill.v1.ChangeState;
import io.seckill.v1.Command;
import io.seckill.v1.Confirm;
import io.seckill.v1.Outcome;
import io.seckill.v1.Purchase;
import io.seckill.v1.PutItem;
import io.seckill.v1.Refund;
import io.seckill.v1.Seal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommandReaderTest {
    private static final Command PURCHASE = Command.newBuilder()
            .setRequestId("r1")
            .setUserId("ann")
            .setItemId("lamp")
            .setPurchase(Purchase.newBuilder().setQuantity(1))
            .build();
    private static final Command PUT = Command.newBuilder()
            .setRequestId("r1")
            .setItemId("lamp")
            .setPutItem(PutItem.newBuilder().setPerUserLimit(1))
            .build();

    @Test
    void aCommandIsReadWithItsPlaceAndTheLogsTime() {
        ParsedRecord reading = read("lamp", PURCHASE.toByteArray());

        assertThat(reading).isEqualTo(new ParsedRecord.Valid(new LoggedCommand(PURCHASE, 3, 17, 1_234)));
        assertThat(read("lamp", PUT.toByteArray())).isInstanceOf(ParsedRecord.Valid.class);
    }

    @Test
    void bytesThatAreNoCommandArePoison() {
        assertThat(poison(read("lamp", new byte[] {(byte) 0xff, 1}))).contains(Kind.UNPARSABLE);
    }

    @Test
    void aCommandWithoutAnActionThatIsKnownHereIsPoison() {
        Command none = PURCHASE.toBuilder().clearPurchase().build();
        byte[] newer = none.toBuilder()
                .setUnknownFields(com.google.protobuf.UnknownFieldSet.newBuilder()
                        .addField(
                                31,
                                com.google.protobuf.UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(com.google.protobuf.ByteString.EMPTY)
                                        .build())
                        .build())
                .build()
                .toByteArray();

        assertThat(poison(read("lamp", none.toByteArray()))).contains(Kind.UNKNOWN_ACTION);
        assertThat(poison(read("lamp", newer))).contains(Kind.UNKNOWN_ACTION);
        assertThat(poison(read("lamp", null))).contains(Kind.UNKNOWN_ACTION);
    }

    @Test
    void aCommandUnderAnotherKeyIsPoison() {
        assertThat(poison(read("rug", PURCHASE.toByteArray()))).contains(Kind.WRONG_KEY);
        assertThat(poison(read(null, PURCHASE.toByteArray()))).contains(Kind.WRONG_KEY);
    }

    @Test
    void everyFieldOutsideItsBoundsIsPoison() {
        assertBadField(PURCHASE.toBuilder().clearRequestId());
        assertBadField(PURCHASE.toBuilder().setRequestId("x".repeat(129)));
        assertBadField(PURCHASE.toBuilder().setRequestId("a\nb"));
        assertBadField(PURCHASE.toBuilder().clearUserId());
        assertBadField(PURCHASE.toBuilder().setUserId("x".repeat(256)));
        assertBadField(PURCHASE.toBuilder().setUserId("é"));
        assertBadField(PURCHASE.toBuilder().setDeviceId("x".repeat(129)));
        assertBadField(PURCHASE.toBuilder().setDeviceId("a\nb"));
        assertBadField(PURCHASE.toBuilder().setItemId("a/b"));
        assertBadField(PURCHASE.toBuilder().setItemId("x".repeat(65)));
        assertBadField(PURCHASE.toBuilder().setPurchase(Purchase.getDefaultInstance()));
        assertBadField(PUT.toBuilder().setPutItem(PutItem.getDefaultInstance()));
        assertBadField(PUT.toBuilder()
                .setPutItem(PutItem.newBuilder().setPerUserLimit(1).setTitle("x".repeat(201))));
        assertBadField(PUT.toBuilder()
                .setPutItem(PutItem.newBuilder().setPerUserLimit(1).setStock(-1)));
        assertBadField(PUT.toBuilder()
                .setPutItem(PutItem.newBuilder().setPerUserLimit(1_000_000_001).setStock(1)));
    }

    @Test
    void onlyAServiceRefundsAndItNamesNoUser() {
        Refund refund = Refund.newBuilder().setOrderId("o1").build();
        Confirm confirm = Confirm.newBuilder().setOrderId("o1").build();

        assertBadField(PURCHASE.toBuilder().setRefund(refund));
        assertBadField(PURCHASE.toBuilder().clearUserId().setRefund(Refund.getDefaultInstance()));
        assertThat(read(
                        "lamp",
                        PURCHASE.toBuilder()
                                .clearUserId()
                                .setRefund(refund)
                                .build()
                                .toByteArray()))
                .isInstanceOf(ParsedRecord.Valid.class);
        assertThat(read(
                        "lamp",
                        PURCHASE.toBuilder()
                                .clearUserId()
                                .setConfirm(confirm)
                                .build()
                                .toByteArray()))
                .isInstanceOf(ParsedRecord.Valid.class);
    }

    @Test
    void aStateThatIsNotKnownHereIsPoison() {
        assertBadField(PUT.toBuilder().setChangeState(ChangeState.newBuilder().setToValue(9)));
    }

    @Test
    void whoAskedForWhatCannotBeDecidedIsToldSoWhereThatIsKnown() {
        Command bad = PURCHASE.toBuilder()
                .setReplyTo("gateway:1")
                .setGatewayEpoch(7)
                .setPurchase(Purchase.getDefaultInstance())
                .build();

        assertThat(replies(bad)).singleElement().satisfies(reply -> {
            assertThat(reply.address()).isEqualTo("gateway:1");
            assertThat(reply.result().getRequestId()).isEqualTo(bad.getRequestId());
            assertThat(reply.result().getGatewayEpoch()).isEqualTo(7);
            assertThat(reply.result().getOutcome()).isEqualTo(Outcome.OUTCOME_REJECTED_BY_BACKEND);
        });
        assertThat(replies(bad.toBuilder().clearReplyTo().build())).isEmpty();
        assertThat(replies(bad.toBuilder().setRequestId("a\nb").build())).isEmpty();
    }

    private static List<Reply> replies(Command command) {
        return read(command.getItemId(), command.toByteArray()) instanceof ParsedRecord.Poison poison
                ? poison.reply().stream().toList()
                : List.of();
    }

    @Test
    void aSealAndAnAwaitNeedATableAndQueuesOfItButNeitherKeyNorItem() {
        SlotMap table = SlotMap.first(2);
        Seal seal = Seal.newBuilder().setTable(table.record()).addTo(1).build();
        Await await = Await.newBuilder().setTable(table.record()).addFrom(0).build();

        assertThat(growth(seal)).isInstanceOf(ParsedRecord.Seal.class);
        assertThat(growth(await)).isInstanceOf(ParsedRecord.Await.class);
        assertThat(poison(growth(seal.toBuilder().clearTable().build()))).contains(Kind.BAD_FIELD);
        assertThat(poison(growth(seal.toBuilder().clearTo().build()))).contains(Kind.BAD_FIELD);
        assertThat(poison(growth(await.toBuilder().addFrom(2).build()))).contains(Kind.BAD_FIELD);
    }

    private static ParsedRecord growth(Seal seal) {
        return read(null, Command.newBuilder().setSeal(seal).build().toByteArray());
    }

    private static ParsedRecord growth(Await await) {
        return read(null, Command.newBuilder().setAwait(await).build().toByteArray());
    }

    private static void assertBadField(Command.Builder command) {
        Command built = command.build();
        assertThat(poison(read(built.getItemId(), built.toByteArray())))
                .describedAs(built.toString())
                .contains(Kind.BAD_FIELD);
    }

    private static Optional<Kind> poison(ParsedRecord reading) {
        return reading instanceof ParsedRecord.Poison poison ? Optional.of(poison.kind()) : Optional.empty();
    }

    @SuppressWarnings("NullAway") // Kafka's records take null keys and values, but do not say so
    private static ParsedRecord read(@Nullable String key, byte @Nullable [] value) {
        return CommandReader.read(
                new ConsumerRecord<>(
                        "requests",
                        3,
                        17,
                        1_234,
                        TimestampType.LOG_APPEND_TIME,
                        -1,
                        -1,
                        key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                        value,
                        new RecordHeaders(),
                        Optional.empty()),
                OrderingKey.ITEM);
    }
}
