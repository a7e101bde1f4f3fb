package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Console;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The part of {@link ContractIT} that is about orders. */
final class OrderCalls {
    private OrderCalls() {}

    /** What may be asked of {@code order}, as {@code user}. */
    static List<Supplier<Future<Answer>>> about(Shop shop, String user, String order) {
        return List.of(
                () -> shop.order(user, "held", order),
                () -> shop.confirm(user, "held", order),
                () -> shop.cancel(user, "held", order));
    }

    /** Provokes each answer that a working queue gives; {@code nobodys} is no order's id. */
    static void whileAllIsWell(Cluster cluster, String nobodys) {
        Shop shop = cluster.shop(0);
        cluster.openSale("held", SaleTerms.open(10).holding(60));
        String paid = Now.get(shop.buy("ann", "held")).orderId();
        assertThat(Now.get(shop.order("ann", "held", paid)).status()).isEqualTo(200);
        assertThat(Now.get(shop.confirm("ann", "held", paid)).status()).isEqualTo(200);
        assertThat(Now.get(shop.cancel("ann", "held", paid)).outcome()).isEqualTo("409 ALREADY_CONFIRMED");
        refunds(shop, cluster.console(0), paid, nobodys);
        String returned = Now.get(shop.buy("bob", "held")).orderId();
        assertThat(refund(cluster.console(0), returned, "")).isEqualTo("409 NOT_CONFIRMED");
        assertThat(Now.get(shop.cancel("bob", "held", returned)).status()).isEqualTo(200);
        assertThat(Now.get(shop.confirm("bob", "held", returned)).outcome()).isEqualTo("409 ALREADY_CANCELLED");
        assertThat(Now.get(shop.orders("ann", "held")).status()).isEqualTo(200);
        assertThat(Now.get(shop.orders("ann", "nothing")).status()).isEqualTo(404);
        assertThat(Now.get(shop.orders("ann", "a,b")).status()).isEqualTo(400);
        assertThat(Now.get(shop.orders("", "held")).status()).isEqualTo(401);
        Map.of("eve", 404, "", 401)
                .forEach((user, status) -> assertThat(about(shop, user, paid))
                        .extracting(call -> Now.get(call.get()).status())
                        .containsOnly(status));
        assertThat(about(shop, "ann", "x"))
                .extracting(call -> Now.get(call.get()).status())
                .containsOnly(400);
    }

    private static void refunds(Shop shop, Console console, String paid, String nobodys) {
        assertThat(Now.get(shop.refund("ann", "held", paid)).outcome()).isEqualTo("403 FORBIDDEN");
        assertThat(Now.get(shop.refund("", "held", paid)).status()).isEqualTo(401);
        assertThat(refund(console, paid, "{\"restock\":1}")).isEqualTo("400 INVALID_REQUEST");
        assertThat(refund(console, paid, " ".repeat(20_000))).isEqualTo("413 TOO_LARGE");
        assertThat(refund(console, paid, "{\"restock\":true}")).isEqualTo("200");
        assertThat(Now.get(shop.confirm("ann", "held", paid)).outcome()).isEqualTo("409 ALREADY_REFUNDED");
        assertThat(refund(console, nobodys, "")).isEqualTo("404 UNKNOWN_ORDER");
    }

    private static String refund(Console console, String order, String body) {
        return Now.get(console.refund("held", order, body)).outcome();
    }
}
