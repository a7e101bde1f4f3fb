package io.seckill.proof.client;

import io.seckill.proof.client.GatewayHttp.Manner;
import io.seckill.proof.history.HistoryWriter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** All clients of a campaign, on an event loop of their own. Its methods block; they are one thread's. */
public final class Clients implements AutoCloseable {
    private static final Duration OPENING = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 50;
    private static final int OPERATORS = 2;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HistoryWriter history;
    private final GatewayHttp http;
    private final Shop shop;
    private final Probes probes;
    private final List<Buyer> buyers;
    private final List<Operator> operators;
    private Future<?> probing = Future.succeededFuture();

    /** The public and the management port of each gateway. */
    public record Gateways(List<URI> buyers, List<URI> operators) {}

    /** {@code buyers} and some operators, as {@code seed} has them, in {@code shop}. */
    public Clients(Gateways gateways, HistoryWriter history, Shop shop, long seed, int buyers) {
        this.history = history;
        this.http = new GatewayHttp(vertx, gateways, history);
        this.shop = shop;
        int count = http.gateways();
        this.buyers = IntStream.range(0, buyers)
                .mapToObj(number -> new Buyer(number, new Script(seed, number, shop, count), http, vertx))
                .toList();
        this.operators = IntStream.range(buyers, buyers + OPERATORS)
                .mapToObj(number -> new Operator(number, new Operator.Script(seed, number, shop, count), http, vertx))
                .toList();
        this.probes = new Probes(buyers + OPERATORS, shop, http, vertx);
    }

    /**
     * Opens all sales, and waits until every gateway shows them and every queue serves.
     *
     * @throws TimeoutException where that takes more than a minute
     */
    public void open() throws InterruptedException, TimeoutException {
        long begin = history.now();
        get(this::putAll, OPENING);
        get(this::shown, OPENING);
        probing = onLoop(probes::start);
        awaitService(begin, OPENING);
    }

    private Future<?> putAll() {
        return Future.join(shop.items().stream().map(this::put).toList());
    }

    private Future<?> put(Shop.Item item) {
        return until(() -> http.ask(-1, 0, item.put(), Manner.OPERATOR).map(reply -> reply.status() == 200));
    }

    private Future<?> shown() {
        return Future.join(shop.items().stream()
                .flatMap(item -> IntStream.range(0, http.gateways())
                        .mapToObj(gateway -> until(() -> http.shows(gateway, item.id()))))
                .toList());
    }

    private Future<Void> until(Supplier<Future<Boolean>> condition) {
        Promise<Void> done = Promise.promise();
        look(condition, done);
        return done.future();
    }

    private void look(Supplier<Future<Boolean>> condition, Promise<Void> done) {
        condition.get().onFailure(done::tryFail).onSuccess(is -> {
            if (is) {
                done.tryComplete();
            } else {
                vertx.setTimer(LOOK_MILLIS, timer -> look(condition, done));
            }
        });
    }

    /** Buyers and operators begin. */
    public void start() {
        vertx.runOnContext(loop -> {
            buyers.forEach(Buyer::start);
            operators.forEach(Operator::start);
        });
    }

    /**
     * Waits until each queue has served, through each gateway, a probe that was sent after {@code since}, a time of the
     * history.
     *
     * @throws TimeoutException where it has not within {@code patience}
     */
    public void awaitService(long since, Duration patience) throws InterruptedException, TimeoutException {
        BooleanSupplier served = () -> probes.haveServedSince(since);
        get(() -> until(() -> Future.succeededFuture(served.getAsBoolean())), patience);
    }

    /**
     * Lets buyers and operators end, and waits until each outcome is known that can be known.
     *
     * @throws TimeoutException where one is not within {@code patience}
     */
    public void stop(Duration patience) throws InterruptedException, TimeoutException {
        get(
                () -> {
                    List<Future<Void>> ends = new ArrayList<>();
                    Stream.concat(
                                    buyers.stream().map(Buyer::stop),
                                    operators.stream().map(Operator::stop))
                            .forEach(ends::add);
                    return Future.join(ends);
                },
                patience);
    }

    /** Ends the probes. */
    public void stopProbes(Duration patience) throws InterruptedException, TimeoutException {
        get(
                () -> {
                    probes.stop();
                    return probing;
                },
                patience);
    }

    private Future<?> onLoop(Supplier<Future<?>> call) {
        Promise<Object> done = Promise.promise();
        vertx.runOnContext(loop -> call.get().onComplete(end -> {
            if (end.succeeded()) {
                done.tryComplete();
            } else {
                done.tryFail(end.cause());
            }
        }));
        return done.future();
    }

    private void get(Supplier<Future<?>> call, Duration patience) throws InterruptedException, TimeoutException {
        CompletableFuture<?> done = onLoop(call).toCompletionStage().toCompletableFuture();
        try {
            done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException broken) {
            throw new IllegalStateException(broken.getCause());
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
