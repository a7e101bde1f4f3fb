package io.seckill.proof.client;

import io.seckill.proof.history.Call;
import io.seckill.slots.SlotMap;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is sold in a campaign: in each queue one item of each kind. */
public final class Shop {
    /** How items of a campaign differ. */
    public enum Kind {
        /** Never sells out. */
        PLENTY(1_000_000, 1_000_000, Duration.ZERO),
        /** Sells out, again after each restocking. */
        SCARCE(20, 1_000, Duration.ZERO),
        /** A user may have few. */
        LIMITED(1_000_000, 2, Duration.ZERO),
        /** Must be paid for in time. */
        HELD(15, 5, Duration.ofSeconds(2)),
        /** Is paused and resumed. */
        PAUSED(1_000_000, 1_000_000, Duration.ZERO),
        /** Only probes buy it. */
        PROBE(1_000_000_000, 1_000_000_000, Duration.ZERO);

        private final int stock;
        private final int perUser;
        private final Duration hold;

        Kind(int stock, int perUser, Duration hold) {
            this.stock = stock;
            this.perUser = perUser;
            this.hold = hold;
        }
    }

    /** The longest time for which an order is held. */
    public static final Duration LONGEST_HOLD = Kind.HELD.hold;

    private final List<Item> items;

    /** An item, and the queue that it lives in. */
    public record Item(String id, Kind kind, int queue) {
        /** Whether an order of it waits for payment. */
        public boolean isHeld() {
            return !kind.hold.isZero();
        }

        /** The call that opens its sale. */
        public Call put() {
            return put(kind.stock);
        }

        /** The call that sets its stock. */
        public Call put(int stock) {
            return new Call(Call.Kind.PUT_ITEM, id, null, null, null, null, stock, kind.perUser, kind.hold.toMillis());
        }
    }

    /** Items for each of {@code queues}. */
    public Shop(int queues) {
        SlotMap map = SlotMap.first(queues);
        this.items = IntStream.range(0, queues)
                .boxed()
                .flatMap(queue -> Stream.of(Kind.values()).map(kind -> itemIn(map, queue, kind)))
                .toList();
    }

    private static Item itemIn(SlotMap map, int queue, Kind kind) {
        String id = IntStream.iterate(0, salt -> salt + 1)
                .mapToObj(salt -> kind.name().toLowerCase(Locale.ROOT) + '-' + queue + '-' + salt)
                .filter(name -> map.queueOf(name.getBytes(StandardCharsets.UTF_8)) == queue)
                .findFirst()
                .orElseThrow();
        return new Item(id, kind, queue);
    }

    /** All of them. */
    public List<Item> items() {
        return items;
    }

    /** Those of one kind, by queue. */
    public List<Item> items(Kind kind) {
        return items.stream().filter(item -> item.kind() == kind).toList();
    }

    /** One that buyers buy. */
    Item any(Random random) {
        List<Item> sold =
                items.stream().filter(item -> item.kind() != Kind.PROBE).toList();
        return sold.get(random.nextInt(sold.size()));
    }
}
