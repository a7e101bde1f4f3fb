package io.seckill.backend.warm;

import io.seckill.v1.Command;
import io.seckill.v1.Purchase;
import io.seckill.v1.PutItem;
import io.seckill.warm.RehearsedItems;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/** What gateways would send: two items, and purchases of them. For one thread. */
public final class RehearsedCommands {
    private static final int UNITS = 100_000_000;
    private static final long TIME_TO_LIVE_MILLIS = 60_000;

    /** One in so many purchases bears a key. */
    private static final int WITH_KEY = 4;

    private final RehearsedItems items;
    private final String replyTo;
    private final RandomGenerator random;
    private long purchases;

    /** Commands about {@code items} that are to be answered at {@code replyTo}. */
    public RehearsedCommands(RehearsedItems items, String replyTo, RandomGenerator random) {
        this.items = items;
        this.replyTo = replyTo;
        this.random = random;
    }

    /** The definitions, which come first. */
    public List<Command> definitions() {
        return List.of(definition(items.open(), UNITS), definition(items.soldOut(), 0));
    }

    private Command definition(String itemId, int stock) {
        return command(itemId)
                .setPutItem(
                        PutItem.newBuilder().setTitle(itemId).setStock(stock).setPerUserLimit(1))
                .build();
    }

    /** The next purchase, by a user who has bought nothing yet. */
    public Command purchase() {
        String user = "warm-up-" + ++purchases;
        return command(items.itemOf(purchases))
                .setUserId(user)
                .setIdempotencyKey(purchases % WITH_KEY == 0 ? user : "")
                .setPurchase(Purchase.newBuilder().setQuantity(1))
                .build();
    }

    private Command.Builder command(String itemId) {
        long now = System.currentTimeMillis();
        return Command.newBuilder()
                .setRequestId(
                        HexFormat.of().toHexDigits(now << 16) + HexFormat.of().toHexDigits(random.nextLong()))
                .setReplyTo(replyTo)
                .setGatewayEpoch(1)
                .setItemId(itemId)
                .setCreatedAt(now)
                .setExpiresAt(now + TIME_TO_LIVE_MILLIS);
    }
}
