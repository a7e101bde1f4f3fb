package io.seckill.proof.client;

import io.seckill.proof.client.GatewayHttp.Manner;
import io.seckill.proof.client.Shop.Item;
import io.seckill.proof.history.Call;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Buys in each queue through each gateway, again and again, one purchase at a time: what is served shows that gateway,
 * queue and backend work together. Used on one event loop.
 */
final class Probes {
    private static final long PAUSE_MILLIS = 200;

    private final int client;
    private final GatewayHttp http;
    private final Vertx vertx;
    private final List<Probe> probes;
    private boolean stopped;

    /** One queue through one gateway. */
    private final class Probe {
        private final int gateway;
        private final Item item;
        private final Promise<Void> ended = Promise.promise();
        private long served = -1; // when the latest that was served had been sent

        Probe(int gateway, Item item) {
            this.gateway = gateway;
            this.item = item;
        }

        void next() {
            if (stopped) {
                ended.complete();
                return;
            }
            long sent = http.now();
            String user = "probe-" + gateway + '-' + item.queue();
            Call call = new Call(Call.Kind.PURCHASE, item.id(), user, null, null, null, 1, 0, 0);
            http.ask(client, gateway, call, Manner.PROBE)
                    .compose(reply -> {
                        if (reply.isBought()) {
                            served = sent;
                            http.served(item.queue(), sent);
                        }
                        return vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                    })
                    .onSuccess(rested -> next())
                    .onFailure(ended::tryFail);
        }
    }

    Probes(int client, Shop shop, GatewayHttp http, Vertx vertx) {
        this.client = client;
        this.http = http;
        this.vertx = vertx;
        this.probes = shop.items(Shop.Kind.PROBE).stream()
                .flatMap(item -> IntStream.range(0, http.gateways()).mapToObj(gateway -> new Probe(gateway, item)))
                .toList();
    }

    /** Begins. The future completes after {@link #stop}, when the last probe is answered or lost. */
    Future<?> start() {
        probes.forEach(Probe::next);
        return Future.join(probes.stream().map(probe -> probe.ended.future()).toList());
    }

    /** Sends no more. */
    void stop() {
        stopped = true;
    }

    /** Whether each queue has served, through each gateway, a probe that was sent after {@code since}. */
    boolean haveServedSince(long since) {
        return probes.stream().allMatch(probe -> probe.served >= since);
    }
}
