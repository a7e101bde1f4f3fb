package io.seckill.proof.client;

import io.seckill.proof.client.GatewayHttp.Manner;
import io.seckill.proof.client.Shop.Item;
import io.seckill.proof.client.Shop.Kind;
import io.seckill.proof.history.Call;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Pauses and resumes items, and sets the stock of those that sell out. Used on one event loop. */
final class Operator {
    private static final int SHORTEST_PAUSE_MILLIS = 100;
    private static final int LONGEST_PAUSE_MILLIS = 500;
    private static final int LEAST_STOCK = 10;
    private static final int MORE_STOCK = 40; // what is less than is sold already is refused: that is seen too
    private static final int GROWTH_A_PUT = 2; // what was put before is sold for good

    private final int number;
    private final Script script;
    private final GatewayHttp http;
    private final Vertx vertx;
    private final Promise<Void> idle = Promise.promise();
    private boolean stopped;

    /** What an operator does next, whatever gateways answer. */
    record Errand(long pauseMillis, int gateway, Call call) {}

    /** The errands of one operator: a function of the seed and the operator's number. */
    static final class Script {
        private final Random random;
        private final Shop shop;
        private final int gateways;
        private final Set<Item> paused = new HashSet<>();
        private int puts;

        Script(long seed, int number, Shop shop, int gateways) {
            this.random = Seeds.random(seed, number);
            this.shop = shop;
            this.gateways = gateways;
        }

        Errand next() {
            long pause = random.nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
            return new Errand(pause, random.nextInt(gateways), random.nextBoolean() ? pauseOrResume() : restock());
        }

        private Call pauseOrResume() {
            Item item = oneOf(shop.items(Kind.PAUSED));
            boolean pauses = !paused.remove(item);
            if (pauses) {
                paused.add(item);
            }
            Call.Kind kind = pauses ? Call.Kind.PAUSE : Call.Kind.RESUME;
            return new Call(kind, item.id(), null, null, null, null, 0, 0, 0);
        }

        private Call restock() {
            Item item = oneOf(shop.items(random.nextBoolean() ? Kind.SCARCE : Kind.HELD));
            return item.put(LEAST_STOCK + GROWTH_A_PUT * puts++ + random.nextInt(MORE_STOCK));
        }

        private Item oneOf(List<Item> items) {
            return items.get(random.nextInt(items.size()));
        }
    }

    Operator(int number, Script script, GatewayHttp http, Vertx vertx) {
        this.number = number;
        this.script = script;
        this.http = http;
        this.vertx = vertx;
    }

    /** Begins. */
    void start() {
        if (stopped) {
            idle.tryComplete();
            return;
        }
        Errand errand = script.next();
        vertx.timer(errand.pauseMillis(), TimeUnit.MILLISECONDS)
                .compose(rested -> http.ask(number, errand.gateway(), errand.call(), Manner.OPERATOR))
                .onSuccess(done -> start())
                .onFailure(idle::tryFail);
    }

    /** Ends; the future completes when nothing is asked any more. */
    Future<Void> stop() {
        stopped = true;
        return idle.future();
    }
}
