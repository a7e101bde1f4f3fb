package io.seckill.backend.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.slots.OrderingKey;
import io.seckill.v1.Command;
import io.seckill.v1.Lookup;
import io.seckill.v1.Purchase;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class CommandReaderLookupTest {
    private static final Command LOOKUP = Command.newBuilder()
            .setRequestId("r1")
            .setUserId("ann")
            .setItemId("lamp")
            .setLookup(Lookup.newBuilder().setRequestId("r0"))
            .build();

    @Test
    void aLookupWithUserAndRequestIsACommand() {
        assertThat(read(LOOKUP)).isInstanceOf(ParsedRecord.Valid.class);
    }

    @Test
    void aLookupWithoutUserOrRequestIsPoison() {
        assertThat(read(LOOKUP.toBuilder().clearUserId().build())).isInstanceOf(ParsedRecord.Poison.class);
        assertThat(read(LOOKUP.toBuilder()
                        .setLookup(Lookup.getDefaultInstance())
                        .build()))
                .isInstanceOf(ParsedRecord.Poison.class);
    }

    @Test
    void anIdempotencyKeyOutsideItsBoundsIsPoison() {
        Command.Builder purchase = LOOKUP.toBuilder()
                .setPurchase(Purchase.newBuilder().setQuantity(1))
                .setIdempotencyKey("k".repeat(128));

        assertThat(read(purchase.build())).isInstanceOf(ParsedRecord.Valid.class);
        assertThat(read(purchase.setIdempotencyKey("k".repeat(129)).build())).isInstanceOf(ParsedRecord.Poison.class);
        assertThat(read(purchase.setIdempotencyKey("a\0b").build())).isInstanceOf(ParsedRecord.Poison.class);
    }

    @Test
    void aUserOutsideTheBoundsIsPoison() {
        Command.Builder lookup = LOOKUP.toBuilder().setUserId("u".repeat(255));

        assertThat(read(lookup.build())).isInstanceOf(ParsedRecord.Valid.class);
        assertThat(read(lookup.setUserId("u".repeat(256)).build())).isInstanceOf(ParsedRecord.Poison.class);
        assertThat(read(lookup.setUserId("\u00e9").build())).isInstanceOf(ParsedRecord.Poison.class);
    }

    private static ParsedRecord read(Command command) {
        byte[] key = command.getItemId().getBytes(StandardCharsets.UTF_8);
        return CommandReader.read(
                new ConsumerRecord<>("requests", 3, 17, key, command.toByteArray()), OrderingKey.ITEM);
    }
}
