package io.seckill.load.micro;

import io.seckill.gateway.pending.RequestId;
import io.seckill.v1.Command;
import io.seckill.v1.Purchase;
import io.seckill.v1.PutItem;
import java.util.SplittableRandom;

/** Commands as a gateway writes them. */
final class Commands {
    static final String ITEM = "phone-12345";
    private static final long CREATED = 1_800_000_000_000L;
    private static final long TIME_TO_LIVE = 60_000;

    private final SplittableRandom random = new SplittableRandom(7);

    /** One unit for the user of that number. */
    Command purchase(long user) {
        return Command.newBuilder()
                .setRequestId(RequestId.of(CREATED, 1, random.nextLong()).toString())
                .setReplyTo("127.0.0.1:9090")
                .setGatewayEpoch(0x1234_5678_9abc_def0L)
                .setUserId("user-" + user)
                .setItemId(ITEM)
                .setCreatedAt(CREATED)
                .setExpiresAt(CREATED + TIME_TO_LIVE)
                .setPurchase(Purchase.newBuilder().setQuantity(1))
                .build();
    }

    /** A sale that is open at {@link #now}. */
    Command sale(int stock) {
        return Command.newBuilder()
                .setRequestId(RequestId.of(CREATED, 1, random.nextLong()).toString())
                .setItemId(ITEM)
                .setPutItem(PutItem.newBuilder()
                        .setTitle("A phone")
                        .setStock(stock)
                        .setOpensAt(CREATED - 1)
                        .setClosesAt(CREATED + 86_400_000)
                        .setPerUserLimit(1))
                .build();
    }

    /** When all of them reach the log. */
    static long now() {
        return CREATED + 5;
    }
}
