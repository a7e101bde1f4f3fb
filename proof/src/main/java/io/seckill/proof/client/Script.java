package io.seckill.proof.client;

import io.seckill.proof.client.Visit.After;
import io.seckill.proof.client.Visit.Manner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The visits of one buyer: a function of the seed and the buyer's number, whatever gateways answer. */
final class Script {
    /** Buyers share users, so that two may buy for one user at the same time. */
    private static final int USERS = 60;

    private static final int SHORTEST_PAUSE_MILLIS = 20;
    private static final int LONGEST_PAUSE_MILLIS = 250;

    /** So many visits with a key a buyer remembers. */
    private static final int REMEMBERED = 40;

    private static final List<After> AFTER_A_HOLD = Stream.of(
                    share(8, After.CONFIRM),
                    share(3, After.CANCEL),
                    share(2, After.CANCEL_AND_CONFIRM),
                    share(1, After.CANCEL_BY_OPERATOR),
                    share(2, After.REFUND),
                    share(3, After.NOTHING),
                    share(2, After.LOOK_UP),
                    share(1, After.LIST))
            .flatMap(List::stream)
            .toList();
    private static final List<After> AFTER_A_SALE = Stream.of(
                    share(6, After.NOTHING),
                    share(4, After.LOOK_UP),
                    share(4, After.ASK_AGAIN),
                    share(2, After.LIST),
                    share(1, After.CANCEL),
                    share(1, After.CANCEL_BY_OPERATOR),
                    share(2, After.REFUND))
            .flatMap(List::stream)
            .toList();

    private final int number;
    private final Shop shop;
    private final int gateways;
    private final Random random;
    private final List<Visit> repeatable = new ArrayList<>(); // the latest that had a key
    private int visits;

    /** Buyer {@code number} of the campaign of {@code seed}, at {@code gateways}. */
    Script(long seed, int number, Shop shop, int gateways) {
        this.number = number;
        this.shop = shop;
        this.gateways = gateways;
        this.random = Seeds.random(seed, number);
    }

    /** The next visit. */
    Visit next() {
        if (chance(8) && !repeatable.isEmpty()) {
            return oneOf(repeatable).again(pause(), random.nextInt(gateways));
        }
        Visit visit = newVisit();
        if (visit.key() != null) {
            repeatable.add(visit);
            repeatable.subList(0, Math.max(0, repeatable.size() - REMEMBERED)).clear();
        }
        return visit;
    }

    private Visit newVisit() {
        Shop.Item item = shop.any(random);
        boolean keyed = chance(40);
        boolean twice = chance(15);
        boolean async = chance(10);
        Manner manner = keyed && twice ? Manner.TWICE : async ? Manner.ASYNC : Manner.USUAL;
        return new Visit(
                pause(),
                item,
                "user-" + random.nextInt(USERS),
                chance(85) ? 1 : 2 + random.nextInt(2),
                keyed ? "key-" + number + '-' + visits++ : null,
                random.nextInt(gateways),
                manner,
                oneOf(item.isHeld() ? AFTER_A_HOLD : AFTER_A_SALE));
    }

    private long pause() {
        return random.nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T oneOf(List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }

    private static List<After> share(int weight, After after) {
        return Collections.nCopies(weight, after);
    }
}
